"""What Label Studio writes and reads: its exports to pages and texts, our lines to its tasks.

`tasks` reads the JSON · `regions` and `order` make lines of what was drawn · `pages` says what each task holds ·
`names` finds its image among files · `lines` writes lines as tasks and reads what was made of them.
"""
