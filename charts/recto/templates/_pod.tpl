{{/* Who a pod runs as: nobody in particular, as the restricted level of Pod Security asks. */}}
{{- define "recto.podSecurity" -}}
runAsNonRoot: true
{{- with .Values.security.runAsUser }}
runAsUser: {{ . }}
runAsGroup: {{ . }}
{{- end }}
{{- with .Values.security.fsGroup }}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
{{- end }}
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "recto.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* /healthz is answered from the first second, readiness says whether events are taken. */}}
{{- define "recto.probes" -}}
startupProbe:
  httpGet: {path: /healthz, port: http}
  periodSeconds: 5
  failureThreshold: 60
livenessProbe:
  httpGet: {path: /healthz, port: http}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /readyz, port: http}
  periodSeconds: 5
  timeoutSeconds: 5
{{- end }}

{{/* Replicas apart, as far as there is room. (list root "ingestion") */}}
{{- define "recto.spread" -}}
{{- $where := . -}}
{{- $spread := (index . 0).Values.spread -}}
{{- range $key, $when := dict "topology.kubernetes.io/zone" $spread.zones "kubernetes.io/hostname" $spread.nodes }}
{{- if $when }}
- maxSkew: 1
  topologyKey: {{ $key }}
  whenUnsatisfiable: {{ $when }}
  labelSelector:
    matchLabels:
      {{- include "recto.selector" $where | nindent 6 }}
{{- end }}
{{- end }}
{{- end }}

{{/* Mounts of what a container may write, of the shared folder, and of files from Secrets. (list root files) */}}
{{- define "recto.mounts" -}}
- {name: tmp, mountPath: /tmp}
{{- if (index . 0).Values.objects.volume.enabled }}
- {name: objects, mountPath: /var/lib/recto/objects}
{{- end }}
{{- range $name, $secret := index . 1 }}
- {name: {{ $name }}, mountPath: /etc/recto/{{ $name }}, readOnly: true}
{{- end }}
{{- end }}

{{- define "recto.volumes" -}}
- {name: tmp, emptyDir: {}}
{{- with (index . 0).Values.objects.volume }}
{{- if .enabled }}
- name: objects
  persistentVolumeClaim: {claimName: {{ .existingClaim | default (include "recto.name" (list (index $ 0) "objects")) }}}
{{- end }}
{{- end }}
{{- range $name, $secret := index . 1 }}
- {name: {{ $name }}, secret: {secretName: {{ $secret }}}}
{{- end }}
{{- end }}

{{/* Where a pod may run. (values of a service) */}}
{{- define "recto.placement" -}}
{{- with .nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity: {{ toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "recto.pullSecrets" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- end }}
