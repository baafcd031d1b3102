"use client";

import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "@/components/ui/skeleton";
import { StateMark } from "@/components/ui/state";
import { useTRPC } from "@/trpc/client";
import { Card } from "./card";
import { queueQuery } from "./home-queries";
import { safetyNetOf } from "./safety-net";

/** Whether an event survives when the database can't take it. */
export function SafetyNetCard() {
  const queue = useQuery(queueQuery(useTRPC()));
  const net = queue.data && safetyNetOf(queue.data);
  return (
    <Card title="Safety net" className="col-span-full" end={net && <StateMark state={net.state}>{net.word}</StateMark>}>
      <p className="px-4 py-3 text-ink-soft">
        {net?.sentence ?? (queue.isError ? "The state of the queue could not be read." : <Skeleton className="w-80" />)}
      </p>
    </Card>
  );
}
