import type { Actor } from "./actor.ts";

/** Somebody the operator has named; who is nobody's account is known by the account itself. */
export interface Person {
  readonly name: string;
  /** Users of the operating system that are this person. */
  readonly accounts: readonly string[];
  readonly roles: readonly string[];
}

/** The name of the person behind a user of the operating system; a user who is nobody's passes for no one of that name. */
export const personOf = (people: readonly Person[], account: string): string => {
  const person = people.find(({ accounts }) => accounts.includes(account));
  if (person !== undefined) return person.name;
  return people.some(({ name }) => name === account) ? `user ${account}` : account;
};

/** The person behind an account, as the one who acts. */
export const actorOf = (people: readonly Person[], account: string): Actor => {
  const name = personOf(people, account);
  return { kind: "human", name, ...(name === account ? {} : { account }) };
};

/** Whether two actors are one person: the same name, or the same account under two names. */
export const isSamePerson = (one: Actor, other: Actor): boolean =>
  one.name === other.name || (one.account ?? one.name) === (other.account ?? other.name);
