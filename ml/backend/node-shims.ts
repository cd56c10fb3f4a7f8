import util from 'node:util'

/*
 * Node 23 removed two deprecated helpers that @tensorflow/tfjs-node-gpu still calls. They are put back before the
 * package is loaded; older Nodes keep their own.
 */
const legacy = util as unknown as { isNullOrUndefined?: (value: unknown) => boolean; isArray?: (value: unknown) => boolean }
legacy.isNullOrUndefined ??= (value) => value === null || value === undefined
legacy.isArray ??= Array.isArray
