/** Random schemas, rows and changes, for properties of one's own; <a href="https://jqwik.net">jqwik</a> must be there. */
@NullMarked
package dev.intact.harness.arbitrary;

import org.jspecify.annotations.NullMarked;
