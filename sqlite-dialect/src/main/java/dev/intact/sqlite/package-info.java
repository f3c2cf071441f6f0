/** SQLite: its stored schema read, its one writer waited for, and every primitive operation said in its words. */
@NullMarked
package dev.intact.sqlite;

import org.jspecify.annotations.NullMarked;
