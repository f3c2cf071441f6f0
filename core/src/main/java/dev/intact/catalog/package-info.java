/**
 * The schema as immutable values: what a database's own catalog says of the tables that a change touches and of their
 * neighbours. Pure data; the dialects read it, the operations compute with it.
 */
@NullMarked
package dev.intact.catalog;

import org.jspecify.annotations.NullMarked;
