/** Tests of one's own migrations: what they keep, and what becomes of them when they die half-way. */
@NullMarked
package dev.intact.harness.migration;

import org.jspecify.annotations.NullMarked;
