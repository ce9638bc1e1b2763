"""Texts that make one parser or another take quadratic time, in any length."""

from collections.abc import Callable


def _repeated(unit: str) -> Callable[[int], str]:
    return lambda length: unit * (length // len(unit))


_UNITS = [
    "[", "![", "]", ">", "> ", ">\n", "*", "_", "`", "~", "~~a ", "**a ", "a**b c* ", "*a_ ", "_a__", "*_", "\\", "[\\",
    "<", "<!--", "<!-", "<?", "<![CDATA[", "<!A ", "</", "<a ", '<a b="', "<a b='", '<a="', "<a href=", "<a\n",
    "[a](", "[a](<b", "![x](b)", "[a]: u\n", "[a][b]", "[]()", "- ", "1. ", "* * ", "- a\n", "  - a\n", "> a\n\n",
    "|", "|-|\n", "a|", "www.", "www.a.b ", "http://a", "http://", "a@", "a@a.", "@", "&", "&a;", "&#", "&#x1;", "&amp",
    "\n", " ", "\t", "a\\\n", "a  \n", "# ", "#\n", "===\n", "```\n", "~~~\n", "    a\n", "x", "é", "😀",
    "\u0301", "\u202e",
    "<b>", "<b><i>", "</b>", "<p>", "</p>", "<p><b>", "<b><p>", "<b></i>", "<i></b>", "<blockquote>", "<ul><li>",
    "<li>", "<div>", "<table>", "<table><tr><td>", "<tr>", "<td>", "<td>x", "<pre>", "<pre>\n", "<a href=http://a>",
    "<br>", "<h1>", "<q>", "<img src=http://a>", "<script>", "<script></script>", "<svg><p>", "<math>", "<select>",
    "<object>", "<template>", "<i></object><object>", "<a href=http://a><p>", "a\n\n", "<b>a\n\n", "<code>a</code>\n",
]  # fmt: skip

SLOW_INPUTS: dict[str, Callable[[int], str]] = {repr(unit): _repeated(unit) for unit in _UNITS} | {
    "opened and closed brackets": lambda n: "[" * (n // 2) + "]" * (n // 2),
    "opened and closed stars": lambda n: "*" * (n // 2) + "a" + "*" * (n // 2),
    "backticks of growing length": lambda n: "".join("a" + "`" * i for i in range(1, int((2 * n) ** 0.5))),
    "lists of growing indentation": lambda n: "".join("  " * i + "- a\n" for i in range(int(n**0.5))),
    "address and brackets": lambda n: "www.a.b/" + ")" * n,
    "brackets and address": lambda n: "(" * n + "www.a.b",
    "address and entities": lambda n: "www.a.b/" + "&a;" * (n // 3),
    "mail address": lambda n: "a" * n + "@",
    "many definitions": lambda n: "".join(f"[{i}]: a\n" for i in range(n // 10)),
    "definitions and uses": lambda n: "[a]: u\n" * (n // 14) + "[a]" * (n // 6),
    "wide table": lambda n: "a|" * 100 + "\n" + "-|" * 100 + "\n" + "a|\n" * (n // 3),
    "endless number": lambda n: "&#" + "1" * n + ";",
    "endless attribute": lambda n: '<a href="' + "a" * n,
    "tags before one endless quote": lambda n: "<a " * (n // 3) + '="> ',
    "different formats, then paragraphs": lambda n: "".join(f"<b id={i}>" for i in range(n // 22)) + "<p>" * (n // 6),
    "formats hidden behind objects": lambda n: (
        "".join(f"<object><i id={i}></i></object>" for i in range(n // 66)) + "<p>a" * (n // 8)
    ),
}
