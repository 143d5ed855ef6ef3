"""How Recto is watched: objectives, the rules and alerts made from them, and dashboards. All of it is data and text;
no service imports it.
"""
