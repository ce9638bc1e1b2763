"""The desk's pages of sites: who may do what, settings, origins, the generator and the doctor, all without script."""

import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest

from browser.hosts import Host, Served
from chimein.rules.site_settings import setting_names
from chimein.rules.snippets import SYSTEMS
from running import Running
from staff import Colleague, at_desk
from visiting import ORIGIN, Visitor, rows


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    """A website on loopback."""
    with Host() as running:
        yield running


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, host: Host) -> Iterator[Running]:
    """An instance whose doctor may look at that website; each test has a site of its own."""
    hosts = host.url.removeprefix("http://")
    with Running(tmp_path_factory.mktemp("desk"), limits="off", insecure_hosts=hosts) as running:
        yield running


@pytest.fixture
def key(shop: Running, host: Host, request: pytest.FixtureRequest) -> str:
    """A site of that website."""
    name = re.sub(r"\W", "", request.node.name)[-40:]
    return shop.add_site(host.url, key=name, name=f"Site {name}", avatars="generated")


@pytest.fixture
def admin(shop: Running, key: str) -> Colleague:
    """Who may change the site."""
    return at_desk(shop, "admin", key)


def settings_of(shop: Running, key: str) -> dict[str, object]:
    """What the widget is told."""
    answer = httpx.get(
        f"{shop.url}/api/v1/sites/{key}/thread", params={"url": f"{origins_of(shop, key)[0]}/"}, timeout=10
    )
    return dict(answer.json()["settings"])


def origins_of(shop: Running, key: str) -> list[str]:
    """The site's origins as its page has them."""
    page = at_desk(shop, "reader", key).get(f"/admin/sites/{key}").text
    found = re.search(r'<textarea id="f-origins".*?>\n(.*?)</textarea>', page, re.DOTALL)
    assert found
    return found[1].split()


def form_of(page: httpx.Response) -> dict[str, str]:
    """The settings as the form on a page would send them."""
    text = page.text
    form = text[text.index("<fieldset") : text.index("</form>", text.index("<fieldset"))]
    values = dict(re.findall(r'<input id="f-(\w+)"[^>]*? value="([^"]*)"', form))
    values |= dict(re.findall(r'<textarea id="f-(\w+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL))
    for name, options in re.findall(r'<select id="f-(\w+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)" selected>', options)
        values[name] = chosen[-1]
    return {name: unescape(value) for name, value in values.items()}


def test_on_a_new_site_a_writers_first_comment_waits(shop: Running) -> None:
    """Until it is approved; then its writer's token is enough. The page that follows says so."""
    owner = at_desk(shop, is_owner=True)
    made = owner.post("/admin/sites", {"name": "Quite new", "origins": ORIGIN})
    assert "first comment waits in your" in owner.get(made.headers["location"]).text
    key = made.headers["location"].split("/")[3]
    owner.post(f"/admin/sites/{key}", {**form_of(owner.get(f"/admin/sites/{key}")), "avatars": "generated"})
    with httpx.Client(base_url=shop.url, timeout=10) as http:
        visitor = Visitor(http, key)
        first = visitor.says("Is anybody here?")
        assert (first["state"], visitor.reads()["thread"]["count"]) == ("held", 0)
        owner.post("/admin/decide", {"id": first["comment"]["id"], "verb": "approve"})
        assert visitor.reads()["thread"]["count"] == 1
        assert visitor.says("Thanks.", writer_token=first["writer_token"])["state"] == "published"


def test_the_list_has_ones_own_sites_with_counts(shop: Running, key: str) -> None:
    """And no word of others."""
    shop.add_site("https://secret.example", key=f"x{key}"[:40], name=f"Secret {key}")
    page = at_desk(shop, "reader", key).get("/admin/sites")
    assert page.status_code == 200
    assert f"Site {key}" in page.text
    assert f"/admin?state=held&amp;site={key}" in page.text
    assert "Secret" not in page.text
    assert "Add a site" not in page.text


def test_only_who_owns_the_instance_adds_sites(shop: Running, key: str, admin: Colleague) -> None:
    """The new site's snippet is what comes next; an owner of a site alone may not."""
    wish = {"name": "My Garden", "origins": "https://garden.example\nhttps://www.garden.example"}
    assert admin.post("/admin/sites", wish).status_code == 403
    assert at_desk(shop, "owner", key).post("/admin/sites", wish).status_code == 403
    boss = at_desk(shop, is_owner=True)
    answer = boss.post("/admin/sites", wish)
    assert answer.status_code == 303
    page = boss.get(answer.headers["location"])
    assert "My Garden" in page.text
    assert "&lt;chime-in site=" in page.text
    made = answer.headers["location"].split("/")[3]
    assert origins_of(shop, made) == ["https://garden.example", "https://www.garden.example"]


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"name": " ", "origins": "https://garden.example"}, "A site&#x27;s name has 1 to 100 characters."),
        ({"name": "Garden <3", "origins": "garden.example"}, "An origin looks like https://example.org."),
        ({"name": "Garden <3", "origins": ""}, "A site needs at least one origin"),
    ],
)
def test_a_wrong_site_is_not_added_and_nothing_typed_is_lost(
    shop: Running, wish: dict[str, str], sentence: str
) -> None:
    """The sentence stands at its field."""
    answer = at_desk(shop, is_owner=True).post("/admin/sites", wish)
    assert answer.status_code == 422
    assert sentence.replace("&#x27;", "'") in unescape(answer.text)
    assert 'aria-invalid="true"' in answer.text
    assert wish["name"].strip() in unescape(answer.text)
    assert wish["origins"] in answer.text


def test_settings_are_saved_and_shown(shop: Running, key: str, admin: Colleague) -> None:
    """What the form shows can be sent back with a change, and readers have it at once."""
    values = form_of(admin.get(f"/admin/sites/{key}"))
    assert set(values) == set(setting_names())
    answer = admin.post(f"/admin/sites/{key}", {**values, "notice": "Be <kind> & brief.", "page_size": "7"})
    assert answer.status_code == 303
    assert "Saved." in admin.get(answer.headers["location"]).text
    assert settings_of(shop, key)["notice"] == "Be <kind> & brief."
    assert settings_of(shop, key)["page_size"] == 7
    assert form_of(admin.get(f"/admin/sites/{key}"))["notice"] == "Be <kind> & brief."


def test_each_wrong_setting_has_its_sentence_and_stays_as_typed(shop: Running, key: str, admin: Colleague) -> None:
    """None of them is saved, and none of the right ones either."""
    values = form_of(admin.get(f"/admin/sites/{key}"))
    wrong = {
        **values,
        "page_size": "many",
        "guidelines_url": "ftp://x",
        "invitation": 'Come "in" <now>',
        "order": "odd",
    }
    answer = admin.post(f"/admin/sites/{key}", wrong)
    assert answer.status_code == 422
    for name in ("page_size", "guidelines_url", "order"):
        assert re.search(rf'id="f-{name}"[^>]*aria-describedby="[^"]*e-{name}"[^>]*aria-invalid="true"', answer.text), (
            name
        )
        assert f'id="e-{name}"' in answer.text
    assert form_of(answer) == wrong
    assert settings_of(shop, key)["invitation"] is None


def test_origins_are_replaced_or_one_is_added(shop: Running, key: str, admin: Colleague, host: Host) -> None:
    """A wrong one is refused with what was typed."""
    path = f"/admin/sites/{key}/origins"
    assert admin.post(path, {"origins": f"{host.url}\nhttps://two.example"}).status_code == 303
    assert origins_of(shop, key) == [host.url, "https://two.example"]
    assert (
        admin.post(path, {"add": "https://three.example", "back": "/admin/sites"}).headers["location"] == "/admin/sites"
    )
    assert origins_of(shop, key) == [host.url, "https://two.example", "https://three.example"]
    for typed in ("https://two.example/path", ""):
        answer = admin.post(path, {"origins": typed})
        assert answer.status_code == 422
        assert 'id="e-origins"' in answer.text
    assert "https://two.example/path" in admin.post(path, {"origins": "https://two.example/path"}).text
    assert len(origins_of(shop, key)) == 3
    assert (
        admin.post(path, {"add": "https://four.example", "back": "https://evil.example/"}).headers["location"]
        == "/admin"
    )


@pytest.mark.parametrize("role", ["reader", "moderator"])
def test_who_may_not_administer_only_looks(shop: Running, key: str, role: str) -> None:
    """Fields that cannot be changed, no buttons, and a refusal for who sends the form nevertheless."""
    somebody = at_desk(shop, role, key)  # type: ignore[arg-type] # from a list of roles
    page = somebody.get(f"/admin/sites/{key}")
    assert page.status_code == 200
    assert "Save the settings" not in page.text
    assert "Look at it" not in somebody.get(f"/admin/sites/{key}/doctor").text
    for path, fields in (
        ("", {"title": "Mine"}),
        ("/origins", {"add": "https://evil.example"}),
        ("/name", {"name": "Mine"}),
        ("/doctor", {"url": "https://blog.example/"}),
    ):
        assert somebody.post(f"/admin/sites/{key}{path}", fields).status_code == 403, path
    assert settings_of(shop, key)["title"] == "Join the Conversation!"


def test_another_sites_admin_finds_nothing(shop: Running, key: str) -> None:
    """Absent looks like forbidden, on every page and for every form."""
    shop.add_site("https://o.example", key=f"o{key}"[:40])
    other = at_desk(shop, "owner", f"o{key}"[:40])
    for path in ("", "/embed", "/sample", "/doctor", f"/sample/api/v1/sites/{key}/thread?url=x"):
        assert other.get(f"/admin/sites/{key}{path}").status_code == 404, path
        assert other.get(f"/admin/sites/nosuchsite{path}").status_code == 404, path
    for path in ("", "/origins", "/doctor"):
        assert (
            other.post(f"/admin/sites/{key}{path}", {"title": "x", "add": "https://x.example", "url": "x"}).status_code
            == 404
        )


def test_nobody_signed_in_is_sent_to_sign_in(shop: Running, key: str) -> None:
    """Pages lead there, forms do nothing."""
    for path in ("/admin/sites", f"/admin/sites/{key}", f"/admin/sites/{key}/embed", f"/admin/sites/{key}/doctor"):
        assert httpx.get(shop.url + path, timeout=10).headers["location"].startswith("/admin/sign-in")
    assert httpx.post(f"{shop.url}/admin/sites/{key}", data={"title": "x"}, timeout=10).status_code in (303, 403)
    assert settings_of(shop, key)["title"] == "Join the Conversation!"


def test_forms_of_other_pages_are_refused(key: str, admin: Colleague) -> None:
    """By what the browser says, and by the token."""
    for path in (f"/admin/sites/{key}", f"/admin/sites/{key}/origins", f"/admin/sites/{key}/doctor", "/admin/sites"):
        fields = {"title": "x", "add": "https://x.example", "url": "https://x.example/", "name": "x"}
        assert admin.post(path, fields, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403, path
        assert admin.post(path, {**fields, "form_token": "wrong"}).status_code == 403, path


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_generator_shows_each_systems_snippet(shop: Running, key: str, system: str) -> None:
    """With the options that were chosen, escaped for the page."""
    page = at_desk(shop, "reader", key).get(f"/admin/sites/{key}/embed?for={system}&theme=dark&accent=%230a643c")
    code = re.search(r'<code id="snippet">(.*?)</code>', page.text, re.DOTALL)
    assert code
    assert 'theme="dark"' in unescape(code[1])
    assert "--chime-accent: #0a643c" in unescape(code[1])
    assert shop.url in unescape(code[1])
    assert "theme=dark&accent=%230a643c&ground=light" in unescape(page.text)


def test_a_wrong_option_of_the_generator_keeps_the_others(key: str, admin: Colleague) -> None:
    """It is told at its field, and the snippet goes without it."""
    page = admin.get(f"/admin/sites/{key}/embed?theme=dark&accent=blue%3B%7D&font=Georgia")
    assert page.status_code == 422
    assert "A colour looks like #0a643c." in page.text
    assert 'value="blue;}"' in page.text
    code = unescape(page.text.split('<code id="snippet">')[1])
    assert "--chime-font: Georgia" in code
    assert "blue" not in code.split("</code>")[0]


def test_the_sample_is_framed_by_the_desk_alone(key: str, admin: Colleague) -> None:
    """Its policy lets in its own script and one style element, and nothing of what was typed leaves that element."""
    page = admin.get(f"/admin/sites/{key}/sample?font=%22A%20B%22,%20serif&ground=dark")
    policy = page.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy
    assert "script-src 'self'" in policy
    nonce = re.search(r"style-src 'nonce-([\w-]+)'", policy)
    assert nonce
    assert f'<style nonce="{nonce[1]}">' in page.text
    assert '--chime-font: "A B", serif' in page.text
    assert nonce[1] not in admin.get(f"/admin/sites/{key}/sample").text
    assert "frame-ancestors 'none'" in admin.get(f"/admin/sites/{key}/embed").headers["content-security-policy"]


def test_the_samples_conversation_stores_nothing(shop: Running, key: str, admin: Colleague) -> None:
    """It has the shape of a true one with the site's settings, in the order that is asked for; posting is refused."""
    base = f"/admin/sites/{key}/sample/api/v1/sites/{key}"
    sample = admin.get(f"{base}/thread?url=x&body=tree").json()
    true = httpx.get(
        f"{shop.url}/api/v1/sites/{key}/thread", params={"url": f"{origins_of(shop, key)[0]}/"}, timeout=10
    ).json()
    assert set(sample) == set(true)
    assert {name: set(sample[name]) for name in ("thread", "page", "settings")} == {
        name: set(true[name]) for name in ("thread", "page", "settings")
    }
    assert [comment["name"] for comment in sample["comments"]] == ["Ada", "Bea"]
    assert [c["name"] for c in admin.get(f"{base}/thread?order=newest").json()["comments"]] == ["Bea", "Ada"]
    refused = httpx.post(f"{shop.url}{base}/comments", json={"text": "x"}, timeout=10)
    assert (refused.status_code, refused.json()["code"]) == (409, "thread-closed")
    assert true["thread"]["count"] == 0


def test_the_doctor_says_what_is_wrong_and_adds_the_origin(
    shop: Running, admin: Colleague, key: str, host: Host
) -> None:
    """One button adds the origin that is missing; afterwards the page is well."""
    admin.post(f"/admin/sites/{key}/origins", {"origins": "https://blog.example"})
    body = f'<chime-in site="{key}"></chime-in><script type="module" src="{shop.url}/embed.js"></script>'
    url = host.serve(f"/{key}", Served(body.encode()))
    page = admin.post(f"/admin/sites/{key}/doctor", {"url": url})
    assert page.status_code == 200
    assert "Comments do not work there" in page.text
    offer = re.search(r'name="add" value="([^"]+)".*?name="back" value="([^"]+)"', page.text, re.DOTALL)
    assert offer
    assert offer[1] == host.url
    back = admin.post(f"/admin/sites/{key}/origins", {"add": offer[1], "back": unescape(offer[2])})
    again = admin.get(back.headers["location"])
    assert f'value="{url}"' in unescape(again.text)
    assert "Nothing is wrong" in admin.post(f"/admin/sites/{key}/doctor", {"url": url}).text


def test_the_doctor_asks_nothing_inside_the_network(admin: Colleague, key: str) -> None:
    """Whoever administers a site is no way into the owner's network."""
    with Host() as inside:
        for url in (f"{inside.url}/", "http://localhost/", "http://169.254.169.254/", "javascript:alert(1)", "<b>"):
            page = admin.post(f"/admin/sites/{key}/doctor", {"url": url})
            assert "Comments do not work there" in page.text
            assert "<b>" not in page.text
        assert inside.asked == []


def test_what_is_changed_is_in_the_audit(shop: Running, key: str, admin: Colleague) -> None:
    """By name of the setting, without what was written."""
    admin.post(f"/admin/sites/{key}", {**form_of(admin.get(f"/admin/sites/{key}")), "notice": "A private word"})
    found = rows(shop.database, "select verb, detail from audit order by at desc, seq desc")
    assert "change_site" in {verb for verb, _ in found}
    assert not any("private" in detail for _, detail in found)


def undo_form(page: httpx.Response) -> dict[str, str]:
    """What the page's first button to undo sends."""
    form = page.text[page.text.index('action="/admin/undo"') :]
    return dict(re.findall(r'name="(site|act|back)" value="([^"]*)"', form[: form.index("</form>")]))


def test_saved_settings_are_taken_back_where_it_says_saved(shop: Running, key: str, admin: Colleague) -> None:
    """As before for readers at once; a second time nothing is left to take back, and the page says so."""
    values = form_of(admin.get(f"/admin/sites/{key}"))
    changed = {**values, "notice": "Be brief.", "min_length": "6000", "max_length": "7000"}
    saved = admin.get(admin.post(f"/admin/sites/{key}", changed).headers["location"])
    undone = admin.get(admin.post("/admin/undo", undo_form(saved)).headers["location"])
    assert "As before." in undone.text
    assert form_of(undone) == values
    assert settings_of(shop, key)["notice"] is None
    assert "Nothing was taken back" in admin.get(admin.post("/admin/undo", undo_form(saved)).headers["location"]).text


def test_nothing_is_kept_of_a_form_that_changes_nothing(shop: Running, key: str, admin: Colleague) -> None:
    """No act, no line in the audit, nothing to undo."""
    page = admin.get(f"/admin/sites/{key}")
    saved = admin.get(admin.post(f"/admin/sites/{key}", form_of(page)).headers["location"])
    assert "Saved." in saved.text
    assert 'action="/admin/undo"' not in saved.text
    assert rows(shop.database, "select a.id from act a join site s using (site_id) where s.key = ?", key) == []


def test_origins_and_a_name_are_taken_back_from_the_audit(
    shop: Running, key: str, admin: Colleague, host: Host
) -> None:
    """Each row that can be taken back has its button, until it was."""
    admin.post(f"/admin/sites/{key}/origins", {"origins": "https://two.example"})
    renamed = admin.post(f"/admin/sites/{key}/name", {"name": "Other  &  Name"})
    assert "Other &amp; Name" in admin.get(renamed.headers["location"]).text
    audit = f"/admin/audit?site={key}"
    assert admin.get(audit).text.count('action="/admin/undo"') == 2
    assert "Taken back." in admin.get(admin.post("/admin/undo", undo_form(admin.get(audit))).headers["location"]).text
    assert f"<h1>Site {key}</h1>" in admin.get(f"/admin/sites/{key}").text
    admin.post("/admin/undo", undo_form(admin.get(audit)))
    assert origins_of(shop, key) == [host.url]
    assert admin.get(audit).text.count('action="/admin/undo"') == 0


def test_what_somebody_changed_since_is_left_alone(shop: Running, key: str, admin: Colleague) -> None:
    """An older change of the same setting is not forced upon a newer one."""
    values = form_of(admin.get(f"/admin/sites/{key}"))
    first = admin.get(admin.post(f"/admin/sites/{key}", {**values, "notice": "One"}).headers["location"])
    admin.post(f"/admin/sites/{key}", {**values, "notice": "Two"})
    assert "Nothing was taken back" in admin.get(admin.post("/admin/undo", undo_form(first)).headers["location"]).text
    assert settings_of(shop, key)["notice"] == "Two"


def test_only_admins_take_an_admins_act_back(shop: Running, key: str, admin: Colleague) -> None:
    """A moderator undoes decisions, not settings."""
    saved = admin.get(admin.post(f"/admin/sites/{key}/name", {"name": "Another"}).headers["location"])
    assert at_desk(shop, "moderator", key).post("/admin/undo", undo_form(saved)).status_code == 403
    assert "<h1>Another</h1>" in admin.get(f"/admin/sites/{key}").text


@pytest.mark.parametrize("typed", ["", "  ", "x" * 101], ids=["none", "blank", "long"])
def test_a_name_that_will_not_do_is_refused_as_typed(key: str, admin: Colleague, typed: str) -> None:
    """With its sentence at the field."""
    answer = admin.post(f"/admin/sites/{key}/name", {"name": typed})
    assert (answer.status_code, 'id="e-name"' in answer.text) == (422, True)
    assert f"<h1>Site {key}</h1>" in answer.text
