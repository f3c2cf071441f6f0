package dev.intact.examples;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Asks the application for many tasks at once, some of them twice, and looks at what came of it. */
record Idempotency(Story story, ExampleDatabase database, TaskService service) {
    /** 100 ms for 20 tasks, 500 ms for 100. How fast this machine is today is no claim of the example. */
    private static final int MILLIS_PER_TASK = 5;

    /** Asks for so many tasks in one request, and then for the same ones again. */
    void bulk(int size, IntFunction<NewTask> task) {
        var wanted = IntStream.range(0, size).mapToObj(task).toList();
        int different = new HashSet<>(wanted).size();
        story.tell("%d tasks in one request, %d of them given a second time in it:".formatted(size, size - different));
        long begun = System.nanoTime();
        var first = request(wanted);
        long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        var second = request(wanted);
        story.proof(
                "each task has one id: %d for %d requests".formatted(different, size), different, distinctIds(first));
        story.proof("the second time every task is found, none is created", 0L, created(second));
        story.proof(
                "both times the same requests get the same ids",
                first.stream().map(TaskService.Answer::id).toList(),
                second.stream().map(TaskService.Answer::id).toList());
        story.tell("The first of the two took %d ms; the application allows %d."
                .formatted(millis, size * MILLIS_PER_TASK));
    }

    /** Lets so many callers ask for one task at the same moment. */
    void race(int callers, NewTask task) {
        var pool = Executors.newFixedThreadPool(callers);
        try {
            var start = new CyclicBarrier(callers);
            Callable<TaskService.Answer> caller = () -> {
                start.await();
                return service.create(task);
            };
            var answers = pool.invokeAll(Collections.nCopies(callers, caller)).stream()
                    .map(Idempotency::result)
                    .toList();
            story.proof(
                    "%d callers ask for one new task at the same moment: %d of them created it, and all got id %d"
                            .formatted(callers, created(answers), answers.get(0).id()),
                    created(answers) == 1 && distinctIds(answers) == 1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            pool.shutdownNow();
        }
    }

    private static TaskService.Answer result(Future<TaskService.Answer> answer) {
        try {
            return answer.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<TaskService.Answer> request(List<NewTask> wanted) {
        long before = database.count(Tasks.NAME);
        var answers = service.createAll(wanted);
        long more = database.count(Tasks.NAME) - before;
        story.proof(
                "%d answers: %d created, %d existing; the table has %d rows more"
                        .formatted(answers.size(), created(answers), answers.size() - created(answers), more),
                more == created(answers) && answers.size() == wanted.size());
        return answers;
    }

    private static long created(List<TaskService.Answer> answers) {
        return answers.stream().filter(TaskService.Answer::created).count();
    }

    private static int distinctIds(List<TaskService.Answer> answers) {
        return (int) answers.stream().map(TaskService.Answer::id).distinct().count();
    }
}
