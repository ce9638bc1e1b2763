"""The longer snippets, with «parts» to be filled in, and the sentence that says where each goes."""

WORDPRESS_BLOCK = """\
<?php
/* Plugin Name: Chime In */
defined( 'ABSPATH' ) || exit;

add_filter( 'render_block_core/comments', function () {
	if ( ! is_singular() || post_password_required() ) {
		return '';
	}
	wp_enqueue_script_module( 'chime-in', '«instance»/embed.js', array(), null );
	$page = get_permalink();
	return «style»'<chime-in site="«site»" url="' . esc_url( $page ) . '"«attributes»>'
		. '<a href="«link»' . rawurlencode( $page ) . '«after_page»">Join the conversation</a></chime-in>';
} );"""

WORDPRESS_CLASSIC = """\
<?php
defined( 'ABSPATH' ) || exit;
if ( post_password_required() ) {
	return;
}
?>
"""

ASTRO = """\
---
const page = new URL(Astro.url.pathname, Astro.site ?? Astro.url).href;
const link = `«link»${encodeURIComponent(page)}«after_page»`;
---
<chime-in site="«site»" url={page}«attributes»><a href={link}>Join the conversation</a></chime-in>
"""

REACT = """\
import { useEffect } from "react";

export function Comments({ url }) {
  useEffect(() => {
    const script = document.createElement("script");
    script.type = "module";
    script.src = "«instance»/embed.js";
    document.head.append(script);
  }, []);
  const link = `«link»${encodeURIComponent(url)}«after_page»`;
  return (
    <>
«style»      <chime-in site="«site»" url={url}«attributes»>
        <a href={link}>Join the conversation</a>
      </chime-in>
    </>
  );
}"""

VUE = """\
<script setup>
import { onMounted } from "vue";

defineProps({ url: { type: String, required: true } });
const link = (page) => `«link»${encodeURIComponent(page)}«after_page»`;

onMounted(() => {
  const script = document.createElement("script");
  script.type = "module";
  script.src = "«instance»/embed.js";
  document.head.append(script);
});
</script>

<template>
  <chime-in site="«site»" :url="url"«attributes»><a :href="link(url)">Join the conversation</a></chime-in>
</template>"""

WHERE = {
    "html": (
        "Paste it where the comments should be; write the page's own address, percent-encoded, for PAGE: that link is "
        "for readers without JavaScript."
    ),
    "wordpress-block": (
        "Save it as a must-use plugin: the Comments block of the site editor's templates then shows Chime In "
        "(WordPress 6.5 or newer)."
    ),
    "wordpress-classic": (
        "Save it in a child theme, where comments_template() finds it; posts and pages must have comments allowed."
    ),
    "hugo": 'Save it and write {{ partial "comments.html" . }} below the content in layouts/_default/single.html.',
    "jekyll": (
        "Save it and write {% include comments.html %} below {{ content }} in _layouts/post.html; url must be set in "
        "_config.yml."
    ),
    "astro": "Save it and put <Comments /> below the article in its layout; site should be set in astro.config.mjs.",
    "eleventy": 'Save it and write {% include "comments.njk" %} below the content in the layout of your posts.',
    "mkdocs": (
        "Save it; mkdocs.yml needs site_url and, below theme, custom_dir: overrides. Pages with comments: true in "
        "their front matter have a conversation."
    ),
    "ghost": "Paste it into your theme's post.hbs, inside {{#post}} … {{/post}}, where {{comments}} was.",
    "react": 'Save it and use <Comments url="https://…" /> with the full address of the page.',
    "vue": (
        'Save it and use <Comments url="https://…" /> with the full address of the page; in vite.config.js say '
        'vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === "chime-in" } } }).'
    ),
}
