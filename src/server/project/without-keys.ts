/** An environment for programs that are not Baton: without the keys of its database. */
export const withoutKeys = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^BATON_(NEW_)?KEY$/i.test(name)));
