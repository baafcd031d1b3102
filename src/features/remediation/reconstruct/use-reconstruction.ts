"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/trpc/client";

/** Rebuilds once per visit. The verb is a command on the wire, but it changes nothing, so its answer may be kept. */
export function useReconstruction(correlationId: string) {
  const trpc = useTRPC();
  const { mutateAsync } = useMutation(trpc.reconstruction.reconstruct.mutationOptions());
  return useQuery({
    queryKey: [...trpc.reconstruction.reconstruct.mutationKey(), correlationId],
    queryFn: () => mutateAsync({ correlationId }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
