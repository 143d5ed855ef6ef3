"""How many keys correcting takes: in the line editor, and in a plain text box."""
