package dev.intact.sqlite;

import dev.intact.catalog.Column;
import dev.intact.catalog.Index;
import java.util.List;

/** What SQLite tells of an index. */
sealed interface IndexSource permits PlainIndex, CreateIndex {
    /** {@return the index, on a table of these columns} */
    Index on(List<Column> columns);
}
