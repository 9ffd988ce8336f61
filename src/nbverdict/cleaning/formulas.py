r"""An allow-list of TeX commands for formulas that Jupyter typesets: letters, symbols and their layout.

MathJax has many more commands, some in packages: they give a part of a page a link, a style, a colour or a
name, define new commands, or draw a part over another. A command that is not on the list is shown as text.
"""

from nbverdict.text.expressions import Expression, ExpressionMatch

BREAK = "\u200b"  # a zero-width space: invisible, and it separates what stands around it
DOLLAR = "＄"  # noqa: RUF001 - replaces a dollar that must not begin a formula
ENVIRONMENTS = frozenset(
    """
    align aligned alignedat array Bmatrix bmatrix cases equation gather gathered matrix multline pmatrix
    smallmatrix split Vmatrix vmatrix
    """.split()  # noqa: SIM905 - twenty words
)
COMMANDS = frozenset(
    """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi
    omicron pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega digamma Gamma Delta Theta
    Lambda Xi Pi Sigma Upsilon Phi Psi Omega aleph beth ell hbar hslash imath jmath wp Re Im nabla partial
    infty emptyset varnothing forall exists nexists neg lnot top bot angle triangle square Box diamond
    Diamond star ast bullet circ cdot cdots ldots dots dotsb dotsc dotsi dotsm dotso vdots ddots prime
    backprime degree dagger ddagger checkmark clubsuit diamondsuit heartsuit spadesuit flat natural sharp

    pm mp times div setminus smallsetminus cap cup sqcap sqcup uplus wedge land vee lor oplus ominus otimes
    oslash odot bigcirc amalg wr ltimes rtimes bigcap bigcup bigsqcup biguplus bigwedge bigvee bigoplus
    bigotimes bigodot sum prod coprod int iint iiint oint

    le leq leqslant ge geq geqslant lt gt ne neq ll gg lll ggg prec preceq succ succeq sim simeq approx
    approxeq cong equiv doteq triangleq propto varpropto asymp bowtie models vdash dashv perp parallel mid
    nmid nparallel in ni notin owns subset subseteq subsetneq supset supseteq supsetneq nsubseteq nsupseteq
    sqsubseteq sqsupseteq nleq ngeq nsim ncong not lesssim gtrsim coloneqq therefore because smile frown

    to gets leftarrow rightarrow leftrightarrow Leftarrow Rightarrow Leftrightarrow uparrow downarrow
    updownarrow Uparrow Downarrow Updownarrow longleftarrow longrightarrow longleftrightarrow Longleftarrow
    Longrightarrow Longleftrightarrow mapsto longmapsto hookleftarrow hookrightarrow nearrow searrow swarrow
    nwarrow leadsto rightsquigarrow rightleftharpoons leftharpoonup rightharpoonup implies impliedby iff
    nrightarrow nleftarrow xleftarrow xrightarrow

    arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf injlim ker lg lim liminf
    limsup ln log max min Pr projlim sec sin sinh sup tan tanh bmod mod pmod pod operatorname

    frac dfrac tfrac cfrac binom dbinom tbinom sqrt over choose overset underset stackrel substack sideset
    limits nolimits displaystyle textstyle scriptstyle scriptscriptstyle
    hat widehat check tilde widetilde acute grave dot ddot dddot breve bar vec mathring overline underline
    overbrace underbrace overrightarrow overleftarrow overleftrightarrow underbar boxed phantom hphantom
    vphantom
    mathbb mathbf mathcal mathfrak mathit mathnormal mathrm mathscr mathsf mathtt boldsymbol bm pmb bf cal it
    rm sf tt text textbf textit textnormal textrm textsf texttt mbox mathbin mathclose mathinner mathop
    mathopen mathord mathpunct mathrel

    left middle right big Big bigg Bigg bigl Bigl biggl Biggl bigm Bigm biggm Biggm bigr Bigr biggr Biggr
    langle rangle lbrace rbrace lbrack rbrack lceil rceil lfloor rfloor lvert rvert lVert rVert vert Vert
    backslash lgroup rgroup ulcorner urcorner llcorner lrcorner bra ket braket
    quad qquad enspace thinspace medspace thickspace cr hline nonumber notag
    """.split()  # noqa: SIM905 - four hundred words
)
COMMAND = Expression(  # commands of one letter are harmless; the last group is a length
    r"\\(?:(?:begin|end)\{([A-Za-z]+)\*?\}|([A-Za-z]{2,})(\*?\{[0-9]{0,3}(?:\.[0-9]{1,4})? ?[a-z]{2}\})?)"
)
WIDENS = "hspace"
NARROWS, MOST_NARROWED = r"\!", 100  # in one text
BROKEN = f"\\{BREAK}"
FORMULA = Expression(
    r"\$\$(?:[^$\n]|\n[^$\n])+\$\$|\$(?:[^$\n]|\n[^$\n])+\$|\\\((?s:.*?)\\\)|\\\[(?s:.*?)\\\]"
    r"|\\begin\{(?s:.*?)\\end\{[^}]*\}"
)


def plain_formulas(text: str) -> str:
    """Return a text whose TeX commands are all on the list; a formula with another becomes text as a whole.

    Only MathJax knows where a command or a formula ends, so other commands are disabled everywhere.
    """
    if text.count(NARROWS) > MOST_NARROWED:
        text = text.replace(NARROWS, f"{BROKEN}!")
    return FORMULA.replaced(COMMAND.replaced(text, _on_the_list), _whole)


def _on_the_list(command: ExpressionMatch) -> str:
    """Return a command, with a break after the backslash unless it is on the list."""
    environment, name = command[1], command[2]
    widens = name == WIDENS and bool(command[3])
    known = environment in ENVIRONMENTS if environment else name in COMMANDS or widens
    return command[0] if known else f"{BROKEN}{command[0][1:]}"


def _whole(formula: ExpressionMatch) -> str:
    if BROKEN not in formula[0]:
        return formula[0]
    return formula[0].replace("$", DOLLAR).replace("\\", BROKEN).replace(f"{BROKEN}{BREAK}", BROKEN)
