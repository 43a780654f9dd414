package dev.switchboard.jdbc;

/** A real database server of this machine, for as long as the tests run. */
interface Server {

  /** Where it listens, on 127.0.0.1. */
  int port();

  /** The certificate it shows: for {@code orders-db}. */
  Certificate certificate();
}
