export { codingTask } from './coding-task.ts';
export { codeOpener, openReleaseCode, type CodeOpener, type CodeOpenerOptions } from './code-opener.ts';
export { pseudonymiseWithCrosswalk, type CrosswalkOperator } from './crosswalk.ts';
export { crosswalkOptions, everyPseudonymisePlanOptions, type CrosswalkOptions, type CrosswalkPlanOptions, type CrosswalkSettings, type RandomPolicy } from './crosswalk-options.ts';
export { declareCrosswalk, findInCrosswalk, type CrosswalkOpenerOptions } from './crosswalk-opener.ts';
export { descriptionOf, isSameContext, isSameMaking, pseudonymDescription } from './description.ts';
export type { PseudonymAlgorithm, PseudonymDescription, Reversibility } from './description.ts';
export { pseudonymFingerprint, type FingerprintOptions } from './fingerprint.ts';
export { formatKeyFile, parseKeyFile } from './key-file.ts';
export { bytesOfHexadecimal, hexadecimal } from './kernel/hexadecimal.ts';
export { decodeCode, encodeCodes, type TextEncoding } from './kernel/encode-codes.ts';
export { unframeComposite } from './kernel/unframe-composite.ts';
export { releaseNonceFault } from './kernel/release-nonce.ts';
export { secretKeyFault } from './kernel/secret-key.ts';
export { pseudonymise } from './pseudonymise.ts';
export { pseudonymiseOptions, pseudonymisePlanOptions, rekeyOptions, rekeyPlanOptions } from './options.ts';
export type {
  BothCodesSettings, CompositeSettings, ContextSettings, KeyMaterial, NewCodeSettings, PseudonymiseOptions, PseudonymisePlanOptions, PseudonymPart, PseudonymSettings,
  RekeyOptions, RekeyPlanOptions, RekeySettings, SingleSettings,
} from './options.ts';
export { POLICIES, RELEASE_POLICIES } from './policy-options.ts';
export type { CodeEncoding, DeterministicPolicy, DocumentPolicy, PolicyName, PolicySettings, ReleaseRandomisedPolicy, ReversiblePolicy } from './policy-options.ts';
export { compositeParts, PROFILE_NAMES, type CodeProfile, type Profile } from './profile.ts';
export { rekey } from './rekey.ts';
export type { PseudonymiseOperator } from './session.ts';
