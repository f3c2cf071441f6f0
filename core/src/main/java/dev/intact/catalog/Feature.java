package dev.intact.catalog;

/** What the connected database can do, where databases and their versions differ. Found by asking it, not by its name. */
public enum Feature {
    /** A constraint can be added to a table that is there: {@code ALTER TABLE … ADD CONSTRAINT … UNIQUE}. */
    ADD_UNIQUE_CONSTRAINT,
    /** Unique keys can be checked at the end of a transaction. */
    DEFERRABLE_UNIQUE,
    /** Unique keys can take NULLs for equal. */
    NULLS_NOT_DISTINCT,
    /** A foreign key or CHECK can hold for new rows before those that are there have been checked. */
    NOT_VALID,
    /** So can a foreign key of a partitioned table, and not of its partitions only. */
    NOT_VALID_PARTITIONED,
    /** A foreign key can say which of its columns ON DELETE SET NULL sets. */
    SET_COLUMNS,
    /** A foreign key joins columns of any types, and compares as the referenced one does. */
    REFERENCE_ANY_TYPE,
    /** NOT NULL can be set and dropped. */
    ALTER_NOT_NULL,
    /** Plain tables can inherit from each other, so that a query names a table's own rows with ONLY. */
    INHERITANCE,
    /** Rows can be compared byte for byte, {@code record *= record}, also where a type has no equality. */
    ROW_IMAGES,
    /** NOT EXISTS is a join; where it is not, the other table is gone through for each row, unless an index finds it. */
    ANTI_JOIN,
    /** There is a type {@code uuid}, and a function that makes one at random. */
    UUIDS,
    /** An expression has one type, in which the branches of a CASE must agree. */
    TYPED_EXPRESSIONS,
    /** Columns can be numbered by the database whether or not they are a key. */
    IDENTITY_COLUMNS
}
