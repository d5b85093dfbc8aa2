import type { Bucket } from '../buckets/bucket.js';
import type { BucketSet } from '../buckets/bucket-set.js';
import { appRef } from '../channels/channel-ref.js';

/** A connection at the door. */
export interface Applicant {
  readonly limit: number;
  readonly resolve: (isAdmitted: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** This node's connections of one app. */
export class Tally {
  readonly appId: string;
  readonly ref: string;
  readonly bucket: Bucket;
  /** As the node said last, everybody at the door included. */
  said = 0;
  /** What Redis has of it; undefined when that is not known. */
  stated: number | undefined = 0;
  /** At the door, not asked for yet. */
  waiting: Applicant[] = [];
  /** At the door, asked for together. */
  asking: Applicant[] = [];

  constructor(appId: string, bucket: Bucket) {
    this.appId = appId;
    this.ref = appRef(appId);
    this.bucket = bucket;
  }

  /** Without those at the door. */
  get held(): number {
    return this.said - this.waiting.length - this.asking.length;
  }

  get isStated(): boolean {
    return this.stated === this.held;
  }
}

/** This node's connections by bucket and app. */
export class Tallies {
  private readonly buckets: BucketSet;
  private readonly byBucket = new Map<Bucket, Map<string, Tally>>();

  constructor(buckets: BucketSet) {
    this.buckets = buckets;
  }

  of(appId: string): Tally {
    const bucket = this.buckets.of(appId);
    const ofBucket = this.byBucket.get(bucket) ?? new Map<string, Tally>();
    this.byBucket.set(bucket, ofBucket);
    const tally = ofBucket.get(appId) ?? new Tally(appId, bucket);
    ofBucket.set(appId, tally);
    return tally;
  }

  in(bucket: Bucket): Tally[] {
    return [...(this.byBucket.get(bucket)?.values() ?? [])];
  }

  forget({ bucket, appId }: Tally): void {
    this.byBucket.get(bucket)?.delete(appId);
  }
}
