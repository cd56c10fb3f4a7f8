/** Causes of failed file operations by the codes of the operating system, in plain words: those that a person can mend, or must know of. */
export const systemCauses: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'this user has no permission there',
  EPERM: 'this user has no permission there',
  ENAMETOOLONG: 'the path is too long',
  ENOTDIR: 'a part of the path is not a folder',
  EMFILE: 'too many files are open',
  EFBIG: 'a file there may not grow any further',
  EIO: 'the disk reported an input/output error',
  ENOTCONN: 'the network drive is disconnected',
  ESTALE: 'the network drive is disconnected',
  ETIMEDOUT: 'the network drive does not answer',
}
