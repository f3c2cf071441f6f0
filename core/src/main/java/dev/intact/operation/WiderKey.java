package dev.intact.operation;

import dev.intact.catalog.TableName;
import java.util.List;

/**
 * A key that gets wider, and what is to be followed from it.
 *
 * @param table the table
 * @param from its columns
 * @param to the columns that it has then
 */
record WiderKey(TableName table, List<String> from, List<String> to) {}
