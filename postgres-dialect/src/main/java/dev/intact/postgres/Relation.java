package dev.intact.postgres;

import dev.intact.catalog.TableName;

/**
 * A table that is there.
 *
 * @param oid what the catalogs call it
 * @param name its name, with its schema
 */
record Relation(long oid, TableName name) {}
