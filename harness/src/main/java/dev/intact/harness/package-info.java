/** Fresh databases for tests, on SQLite and on every supported PostgreSQL, and faults to try them with. */
@NullMarked
package dev.intact.harness;

import org.jspecify.annotations.NullMarked;
