/*
 * Configurations in the forms that public repositories and the documentation of LiteLLM and promptfoo have, with other
 * names and values.
 */

export const KEY = "0123456789abcdef0123456789abcdef";
export const PASSWORD = "correct-horse-battery-staple-99x!";

/** The form of `proxy_server_config.yaml` of LiteLLM: other providers, aliases, limits and settings of the proxy. */
export const LITELLM = `model_list:
  - model_name: gpt-4-end-user
    litellm_params:
      model: gpt-4
      region_name: "eu"
  - model_name: gpt-4
    litellm_params: &france
      model: azure/chat-eu
      api_base: https://contoso-eu.openai.azure.com/
      api_version: "2024-10-21"
      api_key: os.environ/AZURE_EU_KEY # read from the environment
      rpm: 480
  - model_name: embeddings
    litellm_params:
      model: azure/vectors
      api_base: https://contoso-eu.openai.azure.com/openai
      api_version: 2025-01-01-preview
      api_key: os.environ/AZURE_EU_KEY
    model_info:
      mode: embedding
      base_model: azure/text-embedding-3-small
  - model_name: voice
    litellm_params:
      <<: *france
      model: azure/rt-eu
    model_info: { mode: realtime }
  - model_name: heard
    litellm_params:
      model: azure/gpt-realtime-whisper
      api_base: https://contoso-eu.openai.azure.com
      api_key: os.environ/AZURE_EU_KEY
    model_info: { mode: realtime }
  - model_name: gpt-4
    litellm_params:
      model: azure/o_series/reasoning
      api_base: https://contoso-us.openai.azure.com/openai/v1/
      api_key: ${KEY}
      timeout: 300
  - model_name: image
    litellm_params: { model: azure/, api_base: https://contoso-us.openai.azure.com, api_key: os.environ/K }
  - model_name: "claude/*"
    litellm_params: { model: "anthropic/*", api_key: os.environ/ANTHROPIC_API_KEY }
litellm_settings:
  drop_params: True
general_settings:
  master_key: sk-1234567890abcdef1234
  database_url: "postgresql://user:${PASSWORD}@host:5432/litellm"
`;

/** Credentials that entries share, and endpoints in variables. */
export const LITELLM_SHARED = `model_list:
  - model_name: a
    litellm_params: { model: azure/a, litellm_credential_name: eu }
  - model_name: b
    litellm_params: { model: b, custom_llm_provider: azure, api_key: os.environ/AZURE_SWEDEN_KEY, api_base: os.environ/AZURE_SWEDEN_BASE }
  - model_name: c
    litellm_params: { model: azure/c }
  - model_name: d
    litellm_params: { model: azure/d, api_base: os.environ/KNOWN_BASE, azure_ad_token: os.environ/AZURE_AD_TOKEN }
  - model_name: e
    litellm_params: { model: azure/e, api_base: os.environ/KNOWN_BASE, tenant_id: t, client_id: c, client_secret: "${PASSWORD}" }
credential_list:
  - credential_name: eu
    credential_values: { api_key: "\${EU_KEY}", api_base: https://contoso.openai.azure.com, api_version: "2024-10-21" }
    credential_info: { description: shared }
environment_variables:
  KNOWN_BASE: https://known.openai.azure.com
`;

/** The forms of a provider of promptfoo, and graders below defaultTest and tests. */
export const PROMPTFOO = `# yaml-language-server: $schema=https://promptfoo.dev/config-schema.json
description: comparison
prompts:
  - 'Fact about {{topic}}'
providers:
  - id: azure:chat:gpt-5.1
    label: flagship
    config:
      apiHost: 'contoso.openai.azure.com'
      apiVersion: 2024-02-15-preview
      temperature: 0.1
  - id: azureopenai:chat:old-name
    config: { apiHost: contoso.openai.azure.com, apiKey: '${KEY}' }
  - azure:responses:{{env.DEPLOYMENT}}:
      config: { apiBaseUrl: 'https://gateway.contoso.com/team/openai', apiKeyEnvar: GATEWAY_KEY }
  - id: azure:realtime:voice
    config: { apiHost: contoso.openai.azure.com, apiKey: '{{env.AZURE_API_KEY}}', modelName: gpt-realtime }
  - id: openai:chat:router
    config: { apiBaseUrl: 'https://contoso.services.ai.azure.com/openai/v1', apiKey: $FOUNDRY_KEY }
  - id: azure:assistant:asst_1
    config: { apiHost: contoso.openai.azure.com }
  - openai:gpt-4.1
  - file://provider.js
env:
  DEPLOYMENT: named-in-env
defaultTest:
  options:
    provider:
      text: { id: 'azure:chat:grader', config: { apiHost: contoso.openai.azure.com } }
      embedding: { id: 'azure:embedding:text-embedding-3-large', config: { apiHost: contoso.openai.azure.com } }
tests:
  - vars: { topic: 'azure:chat:not-a-provider' }
    assert:
      - type: similar
        value: x
        provider: { id: azure:embeddings:similar, config: { apiHost: contoso.openai.azure.com } }
`;

export const DOTENV = `# for the samples of the SDK
AZURE_OPENAI_API_BASE=https://contoso.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2025-01-01-preview
AZURE_OPENAI_KEY=${KEY}
DATABASE_PASSWORD=${PASSWORD}
`;
