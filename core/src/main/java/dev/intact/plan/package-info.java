/** What a run will do, as inert data that prints: nothing here touches a database. */
@NullMarked
package dev.intact.plan;

import org.jspecify.annotations.NullMarked;
