"""Pages as a worn typewriter leaves them, with their truth: what a demo reads when it is given no scans."""
