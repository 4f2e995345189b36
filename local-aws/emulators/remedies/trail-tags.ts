// ministack 1.5.33: a trail is created without its tags.
// Cause: `_create_trail` ignores `TagsList`. AddTags sets them.
import type { Remedy } from "./remedy";

export const trailTags: Remedy = {
  service: "cloudtrail",
  async answer(request, forward) {
    const target = request.headers["x-amz-target"] ?? "";
    if (!target.endsWith(".CreateTrail")) {
      return undefined;
    }
    const { TagsList: tags } = JSON.parse(request.body.toString("utf8")) as { TagsList?: unknown[] };
    const response = await forward(request);
    if (response.status === 200 && tags && tags.length > 0) {
      const { TrailARN: arn } = JSON.parse(response.body.toString("utf8")) as { TrailARN: string };
      await forward({
        ...request,
        headers: { ...request.headers, "x-amz-target": target.replace(/CreateTrail$/, "AddTags") },
        body: Buffer.from(JSON.stringify({ ResourceId: arn, TagsList: tags })),
      });
    }
    return response;
  },
};
