"""Many cases at once: tables read, decided and written."""
