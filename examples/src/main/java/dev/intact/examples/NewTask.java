package dev.intact.examples;

import org.jspecify.annotations.Nullable;

/**
 * A task that somebody asks the application to create.
 *
 * @param project the number of its project
 * @param milestone the number of its milestone, or null while it has none
 * @param title what is to be done
 * @param externalId by what another system calls it: {@code wf-abc123:create_qa_tasks:0}; or null
 */
record NewTask(
        int project,
        @Nullable Integer milestone,
        String title,
        @Nullable String externalId) {}
