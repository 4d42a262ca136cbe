package dev.hone.store;

import dev.hone.core.BadInput;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The database in which answers are kept: what differs between a file of one person and a server of
 * a team. Everything else is the same SQL.
 */
interface CacheHome {
  /** Where it is, as a person may see it. */
  String place();

  /**
   * Opens for writing, in transactions; creates what is not there.
   *
   * @throws BadInput when it cannot be used
   */
  Connection write();

  /**
   * Opens for reading.
   *
   * @throws BadInput when it cannot be used
   */
  Connection read();

  /** Bytes that answers take on the disk. */
  long bytes(Connection reading) throws SQLException;

  /** Bytes that count towards the limit; fewer once answers are gone. */
  long inUse(Connection writing) throws SQLException;

  /** Gives space back after everything was deleted. */
  void shrink(Connection writing) throws SQLException;

  /** The complaint about a failure. */
  BadInput trouble(SQLException e);
}
