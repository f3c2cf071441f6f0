package dev.intact.postgres;

import dev.intact.catalog.TableName;

/**
 * A table that is there.
 *
 * @param oid what the catalogs call it
 * @param name its name, with its schema
 * @param inherits whether it has, or had, a parent, children or partitions
 */
record Relation(long oid, TableName name, boolean inherits) {}
