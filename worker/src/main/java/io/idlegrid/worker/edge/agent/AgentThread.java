package io.idlegrid.worker.edge.agent;

import io.idlegrid.protocol.image.ImageWish;
import io.idlegrid.worker.edge.journal.FileJournal;
import io.idlegrid.worker.edge.link.WorkerLink;
import io.idlegrid.worker.edge.run.AttemptRunner;
import io.idlegrid.worker.loop.Agent;
import io.idlegrid.worker.loop.Event;
import io.idlegrid.worker.loop.Instruction;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the agent in one thread and does what it says. */
public final class AgentThread {

  private static final Logger LOG = LoggerFactory.getLogger(AgentThread.class);

  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final BlockingQueue<Consumer<Agent>> queue = new LinkedBlockingQueue<>();
  private final Clock clock;
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable Hands hands;
  private long connectAtNanos = Long.MAX_VALUE;
  private volatile boolean isOver;

  /** What carries out instructions. */
  public record Hands(
      WorkerLink link,
      AttemptRunner runner,
      FileJournal journal,
      Consumer<List<ImageWish>> images) {}

  public AgentThread(Clock clock) {
    this.clock = clock;
  }

  /** Something happened. May be called by any thread. */
  public void tell(Event event) {
    queue.add(agent -> carryOut(agent.on(event, clock.instant())));
  }

  /** Asks the agent something, from any thread. */
  public <T> CompletableFuture<T> ask(Function<Agent, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    queue.add(agent -> answer.complete(question.apply(agent)));
    return answer;
  }

  /** Starts the agent. */
  public void start(Agent agent, Hands itsHands) {
    hands = itsHands;
    Thread thread = new Thread(() -> run(agent), "agent");
    thread.setDaemon(true);
    thread.start();
  }

  /** Ends the agent where it is; what it holds is in the journal. */
  public void close() throws InterruptedException {
    isOver = true;
    queue.add(agent -> {});
    if (hands != null && !awaitEnd(FAREWELL)) {
      LOG.warn("the agent waits for something that it began, and is left alone");
    }
  }

  /** Waits until the agent has ended. */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run(Agent agent) {
    try {
      carryOut(agent.start(clock.instant()));
      long tickedAt = System.nanoTime();
      while (!isOver) {
        tickedAt = runOnce(agent, tickedAt);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("the agent failed and ends; it starts anew from its journal", e);
    } finally {
      ended.countDown();
    }
  }

  private long runOnce(Agent agent, long tickedAt) throws InterruptedException {
    long nextTick = tickedAt + agent.tick().toNanos();
    long wait = Math.max(0, Math.min(nextTick, connectAtNanos) - System.nanoTime());
    Consumer<Agent> task = queue.poll(wait, TimeUnit.NANOSECONDS);
    if (task != null) {
      task.accept(agent);
    }
    if (System.nanoTime() >= connectAtNanos) {
      connectAtNanos = Long.MAX_VALUE;
      held().link().connect();
    }
    // Asked anew: what just came may be a grant, and its lease cannot wait for a long tick.
    if (System.nanoTime() < tickedAt + agent.tick().toNanos()) {
      return tickedAt;
    }
    carryOut(agent.on(new Event.Tick(), clock.instant()));
    return System.nanoTime();
  }

  private Hands held() {
    if (hands == null) {
      throw new IllegalStateException("the agent has no hands yet");
    }
    return hands;
  }

  private void carryOut(List<Instruction> instructions) {
    instructions.forEach(this::carryOut);
  }

  private void carryOut(Instruction instruction) {
    if (instruction instanceof Instruction.Send send) {
      held().link().send(send.message());
    } else if (instruction instanceof Instruction.Run run) {
      held().runner().run(run.attempt());
    } else if (instruction instanceof Instruction.Stop stop) {
      held().runner().stop(stop.lease(), stop.reason(), stop.isWanted());
    } else if (instruction instanceof Instruction.StandStill still) {
      held().runner().standStill(still.isWanted());
    } else if (instruction instanceof Instruction.Kill kill) {
      held().runner().kill(kill.lease(), kill.reason());
    } else if (instruction instanceof Instruction.Follow follow) {
      held().runner().follow(follow.leases());
    } else if (instruction instanceof Instruction.WantImages want) {
      held().images().accept(want.wishes());
    } else if (instruction instanceof Instruction.Connect connect) {
      connectAtNanos = System.nanoTime() + connect.after().toNanos();
    } else if (instruction instanceof Instruction.Disconnect disconnect) {
      LOG.info("disconnecting: {}", disconnect.reason());
      held().link().disconnect();
      tell(new Event.LinkDown(disconnect.reason()));
    } else if (instruction instanceof Instruction.Exit) {
      isOver = true;
    } else {
      write(instruction);
    }
  }

  /** The journal is a net below the leases: without it, work is only done again. */
  private void write(Instruction instruction) {
    try {
      if (instruction instanceof Instruction.Remember remember) {
        held().journal().remember(remember.attempt());
      } else if (instruction instanceof Instruction.Forget forget) {
        held().journal().forget(forget.lease());
        held().runner().discard(forget.lease());
      }
    } catch (IOException e) {
      LOG.warn("the journal cannot be written: {}", e.getMessage());
    }
  }
}
