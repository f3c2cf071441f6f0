package dev.intact.dialect;

/** What a database means when it fails a statement. */
public enum Failure {
    /** Rows break a constraint. */
    VIOLATION,
    /** A lock was not to be had in time; worth another try. */
    LOCK_TIMEOUT,
    /** A deadlock or a serialization failure ended the transaction; worth another try. */
    CONFLICT,
    /** The statement ran longer than it may, or was cancelled. */
    STATEMENT_TIMEOUT,
    /** The role may not do this. */
    NOT_PERMITTED,
    /** The database, or its server, takes no writes. */
    READ_ONLY,
    /** There is no room on the disk. */
    DISK_FULL,
    /** There is no connection any more. */
    CONNECTION,
    /** Anything else. */
    OTHER
}
