/** What `init` writes. The schema accepts it once the placeholders are replaced, its scheduled example included. */
export const CONFIGURATION_TEMPLATE = `# Configuration of aoai-probe. No secret belongs into this file: it names the variables that hold them.
# Name this file to use all of it: aoai-probe run -c aoai-probe.yaml
# Without -c it may use AZURE_OPENAI_* and OPENAI_* variables only, for the endpoint in AZURE_OPENAI_ENDPOINT.
version: 1

targets:
  # One entry for each Azure OpenAI resource.
  - name: my-resource # short; cell ids begin with it
    label: My resource, France Central # for readers; optional
    endpoint: https://YOUR-RESOURCE.openai.azure.com # the origin alone, without a path
    region: France Central # as the portal shows it; optional
    # kind: AIServices
    # subscription: 00000000-0000-0000-0000-000000000000
    # resourceId: /subscriptions/…/providers/Microsoft.CognitiveServices/accounts/…

    # The variables that hold the credentials. One that is unset leaves this target out, not the others.
    key: { env: AZURE_OPENAI_API_KEY }
    # token: { env: AZURE_OPENAI_AD_TOKEN } # an Entra token
    # auth: [key, token] # ask everything with both; otherwise the key is used where both are set

    # Origins of further hosts, which a few probes need; without them those cells are skipped.
    # hosts:
    #   webrtc: https://eastus2.realtimeapi-preview.ai.azure.com
    #   voice-live: https://YOUR-RESOURCE.services.ai.azure.com

    # Further origins of the same resource: redirects there are followed, and the key goes with them.
    # trust-origins: [https://YOUR-RESOURCE.cognitiveservices.azure.com]

    # A role not given is read off the model's, or else the deployment's name:
    # conversation, transcription, translation, chat, other, unknown.
    deployments:
      - name: gpt-realtime-1.5
        model: gpt-realtime-1.5
        version: "2026-02-23"
        sku: GlobalStandard
      - name: gpt-realtime-whisper
        role: transcription

# How a run is done. Flags of the same names win over these.
# concurrency: 4 # cells at once per target
# timeout: 30s # time on the wire per cell
# max-wait: 2m # longest wait that a 429 may ask for
# max-paid: 200 # more paid cells than that are asked about, or refused
# api-version: "2025-04-01-preview" # replaces what probes vary over
# probe: ["ga-*"]
# skip: ["audio-*"]
# probes: ./probes # your own probes, beside the built-in ones
# redirect-credential: clean # both: ask a Location that carries a credential again as given

# Scheduled example: a nightly job asks each deployment only what its model is documented for.
#   aoai-probe run -c aoai-probe.yaml -o nightly
# scope: documented
`;
