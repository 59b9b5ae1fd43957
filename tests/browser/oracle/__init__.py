"""Chromium as the oracle: what it blocks on a page is what Stockade must predict.

===================  ==============================================================================
`catalogue/`         everything that a page can attempt, each as the shortest markup that does it
`cases/`             pages × policies: each family of cases is a file
`attempts/`          what scripts do, each with the same as a question to `stockade explain`
`framing`            pages in frames of other pages
`server`             every web server of the world, on one port of the loopback address
`tab`, `browser`     tabs that load pages, act on them, and listen
`observe`            a command: what does this browser do?
`prediction`         what `stockade check` and `stockade explain` say
`comparison`         where the two differ; `compare` is a command that prints it
`known`              the differences that stay, in `known_differences.json`, with their reasons
===================  ==============================================================================

A new case is one more entry in a family. A difference is listed as known only where it cannot be
predicted, or nobody would want it to be. An entry that is no difference any more fails the test.
"""
