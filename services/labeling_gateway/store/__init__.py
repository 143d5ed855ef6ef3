"""What the gateway remembers, in SQLite or PostgreSQL. The one folder that imports sqlalchemy."""
