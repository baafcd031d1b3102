import { z } from "zod";
import { Reconstruction } from "@/contracts/reconstruction";
import { reconstruct } from "@/server/reconstruction";
import { call, needs, router } from "../init";

const ByCorrelation = z.object({ correlationId: z.string().min(1).max(255) });

export const reconstructionRouter = router({
  reconstruct: needs("reconstruct").input(ByCorrelation).output(Reconstruction).mutation(call(reconstruct)),
});
