"""drafter: from the facts of a year to an official document that a leader can sign.

The stages, in the order in which a report passes them (imports point down this list, never up):

    cli          options in, one call of the pipeline, print, exit status
    mending      what check finds and only one mend is right for: written into the user's files
    checking     what a careful reviewer would say of a file
    pipeline     READ THIS FIRST: every stage once, in order
    catalogue    what there is to begin with: starter files, rows with their sentences, layouts
    next_year    one year's facts → the next year's; what was carried over, confirmed
    importing    last year's report → facts and a template that give it back
    opening      files that are read: a facts file, and what it names
    output       bytes to disk: temporary file, rename, （草稿）（新）
    office       LibreOffice at work: .docx → PDF
    fonts        which of the official typefaces this machine lacks
    seal         which content of a .docx is ours, and which a person has changed
    carryover    last year's facts or report → this year's facts
    checks       rules: each reads facts or a report and yields findings
    writers      report → .docx, .html, .txt, .md
    trace        report → the table of where its figures came from
    composition  what the page decides: the lines of the title
    prose        any document as lines of words: what each line is, what it states
    rendering    facts + Jinja template → markup
    report       markup → a frozen tree with numbers; knows neither facts nor docx
    facts        plain nodes → typed facts; no fact by name
    reading      bytes from people → plain values that remember where they stood
    profile      the numbers of GB/T 9704-2012, each once
    measure      mm, pt, twips, 字, 行
    kept         what is made once and kept between runs
    findings     places, findings, and the one exception that carries them
    resources    where the shipped templates/ and data/ are
"""

__version__ = "0.1.0"
