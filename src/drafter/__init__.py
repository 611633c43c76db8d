"""drafter: from the facts of a year to an official document that a leader can sign.

The packages, from the top down. Imports only point down, and those of one paragraph do not import each other
(`tests/test_layers.py` reads this list). Start with `commands/draft.py`.

    cli          the command line: a file a command, options in, one call, print, exit status

    commands     what each command does, in the file of its name; `draft` is the one that most of them share

    workspace    the files that a command is given, and those that they name: `load()` opens them all
    importer     last year's report → a facts file and a template, which together give the report back
    rollover     one year's facts file → the next year's, and what was carried over confirmed
    checks       rules: each reads facts, a document, its text or the format of a .docx, and yields findings
    writers      document → .docx, .pdf, .html, .txt, .md; ledgers → .xlsx

    typesetting  GB/T 9704-2012 in numbers; the lines of a text, the lines of a title, the pages
    templating   facts + Jinja template → markup: no fact, no sentence
    text         any document as lines of words (`read.py`): what each line is, what it states, where it came from

    document     markup → a frozen tree with numbers and page elements; knows neither facts nor .docx
    lawbook      the titles of laws, and the fixed names that a text may hold

    facts        plain nodes → typed facts; no fact by name

    readers      bytes from people → plain values, each with its place in the file

    numerals     Chinese numerals
    system       the machine: safe writing, the cache, OOXML packages, fingerprints, LibreOffice, shipped files

    findings     places, findings, rules, and the one exception that carries findings
"""

__version__ = "0.1.0"
