/** What every dialect has to keep, from one set of tests: each runs on SQLite and on PostgreSQL, atomic and online. */
@NullMarked
package dev.intact.conformance;

import org.jspecify.annotations.NullMarked;
