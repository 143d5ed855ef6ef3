{{/* What inference works, and so scales by; it follows other topics, which have no lag. */}}
{{- define "recto.inference.works" -}}
["recto.pages", "recto.rescoring"]
{{- end }}

{{/* How KEDA reaches Kafka: as inference does. */}}
{{- define "recto.lagScaling" -}}
{{- $here := list . "inference" -}}
{{- $security := include "recto.kafka.security" . -}}
{{- $usesPassword := hasPrefix "SASL" $security -}}
{{- $files := include "recto.kafka.files" $here | fromYaml -}}
{{- $scaling := .Values.inference.autoscaling }}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  {{- include "recto.metadata" $here | nindent 2 }}
spec:
  scaleTargetRef: {name: {{ include "recto.name" $here }}}
  minReplicaCount: {{ $scaling.minReplicas }}
  maxReplicaCount: {{ $scaling.maxReplicas }}
  pollingInterval: {{ $scaling.pollingInterval }}
  cooldownPeriod: {{ $scaling.cooldownPeriod }}
  triggers:
    {{- range include "recto.inference.works" . | fromJsonArray }}
    - type: kafka
      metadata:
        bootstrapServers: {{ include "recto.kafka.bootstrap" $ | quote }}
        consumerGroup: recto-inference
        topic: {{ . }}
        lagThreshold: {{ $scaling.lagThreshold | quote }}
        offsetResetPolicy: earliest
        tls: {{ contains "SSL" $security | ternary "enable" "disable" }}
        {{- if $usesPassword }}
        sasl: {{ get (dict "PLAIN" "plaintext" "SCRAM-SHA-256" "scram_sha256" "SCRAM-SHA-512" "scram_sha512") $.Values.kafka.saslMechanism }}
        {{- end }}
      {{- if or $usesPassword $files }}
      authenticationRef: {name: {{ include "recto.name" $here }}}
      {{- end }}
    {{- end }}
{{- if or $usesPassword $files }}
---
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
metadata:
  {{- include "recto.metadata" $here | nindent 2 }}
spec:
  {{- if $usesPassword }}
  env:
    - {parameter: username, name: RECTO_BUS__USERNAME, containerName: inference}
    - {parameter: password, name: RECTO_BUS__PASSWORD, containerName: inference}
  {{- end }}
  {{- if $files }}
  secretTargetRef:
    {{- with index $files "kafka-ca" }}
    - {parameter: ca, name: {{ . }}, key: ca.crt}
    {{- end }}
    {{- with index $files "kafka-user" }}
    - {parameter: cert, name: {{ . }}, key: user.crt}
    - {parameter: key, name: {{ . }}, key: user.key}
    {{- end }}
  {{- end }}
{{- end }}
{{- end }}
