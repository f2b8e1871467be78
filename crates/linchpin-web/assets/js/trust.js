// htmx under a policy of trusted types: what it swaps in comes from this server alone, and it never evaluates text.
const refuse = () => { throw new Error('Text is not evaluated here.'); };
const policy = window.trustedTypes
  ? trustedTypes.createPolicy('linchpin', { createHTML: (html) => html })
  : { createHTML: (html) => html };
htmx.registerExtension('trust', { init: (api) => api.initSecurity(policy, refuse, refuse) });
