import { z } from "zod";
import {
  EndSession,
  InvitePerson,
  OwnAccount,
  PasswordLink,
  Person,
  PersonInput,
  PersonSession,
  SetPersonExpiry,
} from "@/contracts/people";
import {
  deactivatePerson,
  endSession,
  invitePerson,
  linkForPassword,
  listPeople,
  listSessions,
  ownAccount,
  reactivatePerson,
  setPersonExpiry,
} from "@/server/access";
import { call, needs, router } from "../init";

const People = z.object({ people: z.array(Person) });
const Sessions = z.object({ sessions: z.array(PersonSession) });
const Ended = z.object({ endedSessions: z.number().int() });

export const peopleRouter = router({
  list: needs("access:admin")
    .output(People)
    .query(({ ctx }) => listPeople(ctx.app)),
  invite: needs("access:admin").input(InvitePerson).output(PasswordLink).mutation(call(invitePerson)),
  passwordLink: needs("access:admin").input(PersonInput).output(PasswordLink).mutation(call(linkForPassword)),
  deactivate: needs("access:admin").input(PersonInput).output(Ended).mutation(call(deactivatePerson)),
  reactivate: needs("access:admin").input(PersonInput).mutation(call(reactivatePerson)),
  setExpiry: needs("access:admin").input(SetPersonExpiry).mutation(call(setPersonExpiry)),
  sessions: needs("access:admin").input(PersonInput).output(Sessions).query(call(listSessions)),
  own: needs(null)
    .output(OwnAccount)
    .query(({ ctx }) => ownAccount(ctx.app)),
  endSession: needs(null).input(EndSession).mutation(call(endSession)),
});
