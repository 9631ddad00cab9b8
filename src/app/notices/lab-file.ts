import type { Notices } from './notice.ts';

const stops = 'a lab file is read whole or not at all: from half of it nothing could be composed that its owner meant';

/** What is told of a lab file that cannot be read as one. */
export const labFileNotices: Notices = {
  'lab-missing': {
    severity: 'error',
    summary: 'The lab file that was named, or a lab.yaml in the folder that was named, is not there.',
    why: 'everything is composed from it',
    next: 'check the path, or write a lab file with `gatehouse init`',
  },
  'lab-not-a-file': {
    severity: 'error',
    summary: 'What was named as a lab file is a folder, a pipe or a device.',
    why: 'it would be read without end, or not at all',
    next: 'name the file',
  },
  'lab-unreadable': {
    severity: 'error',
    summary: 'The lab file may not be read, or the disk refuses it.',
    why: 'everything is composed from it',
    next: 'give yourself the right to read it (chmod u+r), or look at the disk',
  },
  'lab-too-large': {
    severity: 'error',
    summary: 'The lab file is larger than any lab file is.',
    why: 'a file of that size is something else, named by mistake',
    next: 'name the right file',
  },
  'lab-encoding': {
    severity: 'error',
    summary: 'The lab file is no UTF-8, or holds bytes that are no text.',
    why: 'YAML is Unicode, and what is read of other bytes differs from reader to reader (YAML 1.2, 5.1 Character Set)',
    next: 'save it as UTF-8; the finding names the first byte that is none',
  },
  'lab-empty': {
    severity: 'error',
    summary: 'The lab file holds nothing but comments.',
    why: 'a lab has at least a name, a network and nodes',
    next: 'write one with `gatehouse init`, or start from an example',
  },
  'lab-several-documents': {
    severity: 'error',
    summary: 'The lab file holds more than one YAML document.',
    why: 'one file describes one lab, and nobody could say which document is meant',
    next: 'move the other document to a file of its own',
  },
  'lab-not-a-lab': {
    severity: 'error',
    summary: 'What was named as a lab file is an object of Kubernetes.',
    why: stops,
    next: 'name the lab file, or check the folder of manifests as a repository',
  },
  'lab-syntax': {
    severity: 'error',
    summary: 'The lab file is no valid YAML.',
    why: stops,
    next: 'mend the place the finding shows; what follows the first error is not judged',
  },
  'lab-tab': {
    severity: 'error',
    summary: 'A tab indents a line of the lab file.',
    why: 'YAML allows spaces alone for indentation (YAML 1.2, 6.1 Indentation Spaces)',
    next: 'put spaces in its place',
  },
  'lab-duplicate-key': {
    severity: 'error',
    summary: 'A key stands twice in one mapping of the lab file.',
    why: 'which of the two counts differs from reader to reader (YAML 1.2, 3.2.1.3: keys are unique)',
    next: 'keep one of them',
  },
  'lab-alias-bomb': {
    severity: 'error',
    summary: 'Aliases of the lab file expand to more than fits.',
    why: 'a few lines of aliases can stand for gigabytes, and a reader would run out of memory',
    next: 'write out what they stand for',
  },
  'lab-unknown-key': {
    severity: 'error',
    summary: 'A field of the lab file is none that is known there.',
    why: 'a misspelt field would silently do nothing',
    next: 'take the name the finding proposes, or look the fields up in docs/reference/lab.md',
  },
  'lab-missing-field': {
    severity: 'error',
    summary: 'A field is missing that has no default.',
    why: 'nothing else in the file says what is meant',
    next: 'write it; the finding shows how it may look',
  },
  'lab-wrong-type': {
    severity: 'error',
    summary: 'A value of the lab file is of another type than its field: a number for a text, a list for a mapping.',
    why: stops,
    next: 'write the value as the finding says, often only with quotes or without',
  },
  'lab-value': {
    severity: 'error',
    summary: 'A value of the lab file is of the right type and outside what its field allows.',
    why: stops,
    next: 'choose a value as the finding describes it',
  },
};
