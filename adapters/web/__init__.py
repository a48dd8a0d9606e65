"""The staff's web entrance: sign-in, sessions, page frame, assets, headers and errors. Knows no room."""
