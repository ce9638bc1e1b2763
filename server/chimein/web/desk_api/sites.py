"""Who a program is, and the sites that it works on."""

from litestar import Response, get, patch, post
from litestar.params import FromPath

from chimein.access.desk import site_for, sites_of
from chimein.actions.change_site import SiteChange
from chimein.messages.desk import DeskSite, DeskSites, Me, NewSite, SiteChanges
from chimein.render.times import iso
from chimein.rules.accounts import Staff
from chimein.rules.facts import Site
from chimein.rules.refusals import FieldError, Invalid
from chimein.rules.site_settings import WrongSetting, setting_names
from chimein.rules.tokens import SCOPES
from chimein.web.answers import Asked
from chimein.web.desk.site_deeds import change, create
from chimein.web.desk_api.callers import caller, sent_by, told


@get("/api/v1/admin/me", name="desk_me")
async def get_me(request: Asked) -> Response[bytes]:
    """Whose token this is."""
    calling = await caller(request)
    staff, token = calling.staff, calling.token
    sites = await calling.hand.instance.store.read(sites_of(staff))
    keys = {site.site_id: site.key for site in sites}
    return told(
        Me(
            account=str(staff.account.id),
            name=staff.account.name,
            owns_instance=staff.account.is_owner,
            scopes=[scope for scope in SCOPES if scope in token.scopes],  # type: ignore[misc] # never "own"
            site=None if token.site_id is None else keys.get(token.site_id),
            expires_at=None if token.expires_at is None else iso(token.expires_at),
            roles={site.key: role for site in sites if (role := staff.role_on(site.site_id))},
        )
    )


@get("/api/v1/admin/sites", name="desk_sites")
async def get_sites(request: Asked) -> Response[bytes]:
    """The sites that the token opens."""
    calling = await caller(request)
    sites = await calling.hand.instance.store.read(sites_of(calling.staff))
    return told(DeskSites(sites=[site_view(site, calling.staff) for site in sites]))


@post("/api/v1/admin/sites", name="desk_add_site", status_code=201)
async def post_site(request: Asked) -> Response[bytes]:
    """A new site, by who owns the instance."""
    calling, wish = await sent_by(request, NewSite)
    site = await create(calling.hand, wish.name, wish.origins)
    return told(site_view(site, calling.staff), 201, Location=f"/api/v1/admin/sites/{site.key}")


@get("/api/v1/admin/sites/{site:str}", name="desk_site")
async def get_site(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """One of them."""
    calling = await caller(request)
    found = await calling.hand.instance.store.read(site_for(calling.staff, site, "see"))
    return told(site_view(found, calling.staff))


@patch("/api/v1/admin/sites/{site:str}", name="desk_change_site")
async def patch_site(request: Asked, site: FromPath[str]) -> Response[bytes]:
    """Other settings, other origins, or another name."""
    calling, wish = await sent_by(request, SiteChanges)
    assignments = {name: "" if value is None else str(value) for name, value in wish.settings.items()}
    try:
        changed = await change(calling.hand, site, SiteChange(assignments, wish.origins, wish.name))
    except WrongSetting as wrong:
        errors = {name: FieldError("invalid-setting", sentence) for name, sentence in wrong.errors.items()}
        raise Invalid(errors) from wrong
    return told(site_view(changed.site, calling.staff))


def site_view(site: Site, staff: Staff) -> DeskSite:
    """The site with all its settings."""
    role = staff.role_on(site.site_id)
    assert role is not None
    return DeskSite(
        key=site.key,
        name=site.name,
        origins=list(site.origins),
        settings={name: getattr(site.settings, name) for name in setting_names()},
        created_at=iso(site.created_at),
        role=role,
    )
