/** What can be done to a schema: one immutable value per operation, each a pure function on the catalog. */
@NullMarked
package dev.intact.operation;

import org.jspecify.annotations.NullMarked;
