{{/* What only the gateway is told. */}}
{{- define "recto.gateway.env" -}}
{{- include "recto.token.env" . }}
{{- include "recto.database.env" . }}
{{- with .Values.secrets.oidc }}
- name: RECTO_OIDC_CLIENT_SECRET
  valueFrom: {secretKeyRef: {name: {{ . }}, key: client-secret}}
{{- end }}
{{- with .Values.gateway }}
{{- if and .ingress.enabled (not .settings.public_url) }}
- {name: RECTO_PUBLIC_URL, value: "https://{{ .ingress.host }}"}
{{- end }}
{{- end }}
{{- end }}
