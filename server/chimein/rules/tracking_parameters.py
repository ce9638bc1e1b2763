"""Query parameters that say how a visitor came, never which page it is.

A name stands here only if a known sender appends it to other people's links and no page is known to live by it.
Splitting a conversation in two is a nuisance, merging two pages' conversations is a fault: so `p`, `id`, `page`,
`ref`, `source`, `share`, `s`, `t`, `v`, `lang` and their like are never dropped, although somebody somewhere tracks
with each of them.
"""

_PREFIXES = (
    "utm_",  # Urchin, Google Analytics
    "mtm_",  # Matomo
    "pk_",  # Matomo, formerly Piwik
    "piwik_",
    "matomo_",
    "hsa_",  # HubSpot advertisements
    "__hs",  # HubSpot: __hstc, __hssc, __hsfp
    "_hs",  # HubSpot mail: _hsenc, _hsmi
    "oly_",  # Omeda: oly_anon_id, oly_enc_id
    "vero_",  # Vero mail
    "__cf_chl_",  # Cloudflare's challenge, left in the address after it was passed
    "fb_action_",  # Facebook
)

_NAMES = frozenset({
    # Google: click ids of its advertisements, cross-domain linkers, search results
    "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "gad_campaignid", "_ga", "_gl", "srsltid",
    # Facebook and Instagram
    "fbclid", "fb_source", "fb_ref", "mibextid", "igshid", "igsh",
    # other networks' click ids: Microsoft, Yandex, Twitter, TikTok, LinkedIn, Snapchat, Pinterest, Impact, Reddit
    "msclkid", "yclid", "ysclid", "_openstat", "twclid", "ref_src", "ref_url", "__twitter_impression", "ttclid",
    "li_fat_id", "sccid", "epik", "irclickid", "irgwc", "rdt_cid", "wickedid", "s_cid",
    # mailings: Mailchimp, Marketo, Klaviyo, Listrak, Dotdigital, MailerLite, Kit, Drip, HubSpot
    "mc_cid", "mc_eid", "mkt_tok", "_kx", "_bta_tid", "_bta_c", "dm_i", "ml_subscriber", "ml_subscriber_hash",
    "ck_subscriber_id", "__s", "hsctatracking",
    # the same article in another dress, or a visitor's session: AMP, WordPress, PHP
    "amp", "replytocom", "unapproved", "moderation-hash", "cpage", "doing_wp_cron", "phpsessid",
})  # fmt: skip


def is_tracking(name: str) -> bool:
    """Whether a query parameter of this (decoded) name may be dropped from a page's address; case is of no account."""
    name = name.lower()
    return name in _NAMES or name.startswith(_PREFIXES)
