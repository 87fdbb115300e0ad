import { parse, stringify } from 'yaml'
import type { GridClient } from '@/api/client'
import type { JobFile } from '@/api/wire'
import type { Hasher } from './hasher'
import { packTar, type FolderFile } from './tar'
import { uploadBlob, uploadDataset } from './upload'

/** The word count of the repository's samples: its program, its texts and its job file. */
const files = import.meta.glob<string>('../../../../samples/wordcount/{job.yaml,src/*,data/*}', {
  query: '?raw',
  import: 'default',
})

async function folder(name: string): Promise<FolderFile[]> {
  const found = Object.entries(files).filter(([path]) => path.includes(`/wordcount/${name}`))
  return Promise.all(
    found.map(async ([path, read]) => ({
      path: path.split('/').pop()!,
      file: new Blob([await read()]),
    })),
  )
}

/** Sends the sample's files, and answers a job file that refers to them. */
export async function wordCount(client: GridClient, hash: Hasher): Promise<string> {
  const parts = {
    client,
    hash,
    signal: new AbortController().signal,
    report: () => {},
    wait: (span: number) => new Promise<void>((resolve) => setTimeout(resolve, span)),
  }
  const code = await uploadBlob(await packTar(await folder('src/')), parts)
  const data = await uploadDataset(await folder('data/'), parts)
  const [file] = await folder('job.yaml')
  const job = parse(await file!.file.text()) as JobFile
  job.spec.code = `sha256:${code}`
  job.spec.data = { source: `sha256:${data}`, split: job.spec.data?.split }
  return stringify(job, { lineWidth: 100 })
}
